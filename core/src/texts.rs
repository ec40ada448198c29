//! A set of numbered texts.

/// A set of texts that numbers them in the order in which they were added.
///
/// A tree ordered by the texts' hashes, which keeps it nearly balanced. It replaces the standard library's maps,
/// because a `BTreeMap` takes 1 KB (brotli) of the wasm module and a `HashMap` needs randomness.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
struct Node {
    text: String,
    hash: u32,
    /// The numbers of the subtrees with smaller and with other hashes. 0 means empty, because the first text is never
    /// in a subtree.
    smaller: usize,
    others: usize,
}

impl Texts {
    /// Adds a text. Returns its number and whether it is new. An empty text is always new.
    pub(crate) fn add(&mut self, text: String) -> (usize, bool) {
        let hash = hash(&text);
        let (at, is_known) = self.descend(&text, hash);
        if is_known {
            return (at, false);
        }
        let new = self.nodes.len();
        if let Some(parent) = self.nodes.get_mut(at) {
            *(if hash < parent.hash { &mut parent.smaller } else { &mut parent.others }) = new;
        }
        self.nodes.push(Node { text, hash, smaller: 0, others: 0 });
        (new, true)
    }

    /// The number of a text. `None` if it is empty or was not added.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        let (at, is_known) = self.descend(text, hash(text));
        is_known.then_some(at)
    }

    /// The text with this number; empty if the number is unknown.
    pub(crate) fn get(&self, number: usize) -> &str {
        self.nodes.get(number).map_or("", |node| &node.text)
    }

    /// All texts, in the order of their numbers.
    pub(crate) fn into_list(self) -> Vec<String> {
        let mut list = Vec::with_capacity(self.nodes.len());
        for node in self.nodes {
            list.push(node.text);
        }
        list
    }

    /// The node of a text, or the one that it would be below.
    #[inline(never)]
    fn descend(&self, text: &str, hash: u32) -> (usize, bool) {
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            if node.hash == hash && node.text == text && !text.is_empty() {
                return (at, true);
            }
            let next = if hash < node.hash { node.smaller } else { node.others };
            if next == 0 {
                break;
            }
            at = next;
        }
        (at, false)
    }
}

/// FNV-1a, by its author Landon Curt Noll.
#[inline(never)]
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_the_number_that_they_were_added_with() {
        let mut texts = Texts::default();
        for number in 0..1000 {
            assert_eq!(texts.find(&number.to_string()), None);
            assert_eq!(texts.add(number.to_string()), (number, true));
        }
        for number in 0..1000 {
            assert_eq!(texts.add(number.to_string()), (number, false));
            assert_eq!(texts.find(&number.to_string()), Some(number));
            assert_eq!(texts.get(number), number.to_string());
        }
        assert_eq!(texts.into_list().len(), 1000);
    }

    #[test]
    fn an_empty_text_is_not_found() {
        let mut texts = Texts::default();
        assert_eq!((texts.add(String::new()), texts.add(String::new())), ((0, true), (1, true)));
        assert_eq!(texts.find(""), None);
    }

    #[test]
    fn the_tree_of_similar_ids_and_addresses_is_low() {
        for form in ["guest.{}@example.com", "orginv_{}", "{}"] {
            let mut texts = Texts::default();
            for number in 0..20_000 {
                texts.add(form.replace("{}", &number.to_string()));
            }
            let mut depths = vec![0; texts.nodes.len()];
            for (at, node) in texts.nodes.iter().enumerate() {
                for child in [node.smaller, node.others] {
                    if child > 0 {
                        depths[child] = depths[at] + 1;
                    }
                }
            }
            let deepest = depths.into_iter().max().unwrap_or_default();
            assert!(deepest < 200, "{form}: {deepest}");
        }
    }
}
