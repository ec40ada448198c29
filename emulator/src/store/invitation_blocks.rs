//! Pages far into a list of invitations. SQLite reads every index entry before an offset. Therefore each list is
//! divided into blocks, and the table `invitation_blocks` has the number of invitations per status in each block.
//! Triggers update it in the transaction of the change. There are small and large blocks. To find a page, large blocks
//! are counted first, then the small blocks within one large block. Only the rows before the page within one small
//! block are read.

use rusqlite::types::Value as SqlValue;
use rusqlite::{OptionalExtension, params_from_iter};

use super::conditions::Conditions;
use super::counters::INSTANCE;
use super::{Db, InvitationStatus};
use crate::model::order::Order;
use crate::model::paging::Page;

/// The sizes of blocks: 0 is small, 1 is large. A large block starts where a small one starts, so it consists of small
/// ones. A list of 1,000,000 invitations has about 80 large blocks, with 130 small blocks each and 100 invitations in
/// each of those. A page is at most a few hundred entries away.
const LEVELS: [i64; 2] = [0, 1];

/// A block with more invitations is split. `store/schema/12.sql` has an index of such blocks.
const fn largest(level: i64) -> i64 {
    128 << (7 * level)
}

/// The size of the blocks after a split, except the last. They have little room to grow, because most lists only grow
/// at their end.
const fn after_split(level: i64) -> i64 {
    largest(level) / 4 * 3
}

/// The start of a block, or the end of the previous one: a value of the ordering column, and a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Boundary {
    value: SqlValue,
    seq: i64,
}

/// The position to start reading a page from.
#[derive(Debug, PartialEq)]
pub(super) enum Start {
    /// Skip `offset` rows from the boundary, in the direction of the list. Without a boundary, from the start of the
    /// list.
    Within { boundary: Option<Boundary>, offset: i64 },
    /// The list ends before the page.
    AfterTheEnd,
}

/// The start of a block, and its number of invitations in each of [`InvitationStatus::ALL`].
#[derive(Debug)]
struct Block {
    begins: Boundary,
    numbers: [i64; 4],
}

/// The blocks of one size of a list of invitations: an organization's or the instance's, in one order.
#[derive(Debug, Clone, Copy)]
struct List<'a> {
    scope: &'a str,
    by: &'a str,
    level: i64,
}

/// The rows between two boundaries of a list that is ordered by the column `by`. Each part is one range of an index
/// with the order of the list, because SQLite does not use an index for a comparison of both columns at once.
fn stretch(by: &str, begins: Option<&Boundary>, ends: Option<&Boundary>) -> Vec<Conditions> {
    let part = |condition: &str, parameters: Vec<SqlValue>| {
        let mut part = Conditions::default();
        part.and(&format!("{by} {condition}"), parameters);
        part
    };
    if let (Some(begins), Some(ends)) = (begins, ends)
        && begins.value == ends.value
    {
        let parameters = vec![begins.value.clone(), begins.seq.into(), ends.seq.into()];
        return vec![part("= ? AND seq >= ? AND seq < ?", parameters)];
    }
    let mut between = Conditions::default();
    let mut parts = Vec::new();
    if let Some(begins) = begins {
        parts.push(part("= ? AND seq >= ?", vec![begins.value.clone(), begins.seq.into()]));
        between = between.with(&part("> ?", vec![begins.value.clone()]));
    }
    if let Some(ends) = ends {
        between = between.with(&part("< ?", vec![ends.value.clone()]));
        parts.push(part("= ? AND seq < ?", vec![ends.value.clone(), ends.seq.into()]));
    }
    parts.insert(usize::from(begins.is_some()), between);
    parts
}

impl Db<'_> {
    /// The ranges of a list without the blocks before a page, and the page relative to them. `None` if the list ends
    /// before the page.
    pub(super) fn without_blocks_before(
        &self,
        page: Page,
        ranges: Vec<Conditions>,
        (organization_id, statuses, order): (Option<&str>, &[InvitationStatus], Order),
    ) -> rusqlite::Result<Option<(Vec<Conditions>, Page)>> {
        let start = self.start_of_page(organization_id, statuses, order, page)?;
        let Start::Within { boundary, offset } = start else { return Ok(None) };
        let (begins, ends) =
            if order.descending { (None, boundary.as_ref()) } else { (boundary.as_ref(), None) };
        let parts = stretch(order.by, begins, ends);
        let ranges = ranges.iter().flat_map(|range| parts.iter().map(|part| range.with(part))).collect();
        Ok(Some((ranges, Page { offset, ..page })))
    }

    /// The position to start reading a page from. The page has invitations with these statuses in this order. Rows with
    /// equal values have the same direction.
    pub(super) fn start_of_page(
        &self,
        organization_id: Option<&str>,
        statuses: &[InvitationStatus],
        order: Order,
        page: Page,
    ) -> rusqlite::Result<Start> {
        let counted: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
        let counted = counted.join(" + ");
        let (mut offset, mut boundary) = (page.offset, None);
        for level in LEVELS.into_iter().rev() {
            let list = List { scope: organization_id.unwrap_or(INSTANCE), by: order.by, level };
            let blocks = self.block_of_page(list, &counted, order, (boundary.as_ref(), offset))?;
            let Some(found) = blocks else { return Ok(Start::AfterTheEnd) };
            (boundary, offset) = found;
        }
        Ok(Start::Within { boundary, offset })
    }

    /// Counts the blocks of one size from a boundary up to the block with the row after `offset`. Returns that block's
    /// boundary and the remaining offset. `None` if the list ends before it.
    fn block_of_page(
        &self,
        list: List<'_>,
        counted: &str,
        order: Order,
        (from, mut offset): (Option<&Boundary>, i64),
    ) -> rusqlite::Result<Option<(Option<Boundary>, i64)>> {
        // Backwards, the list continues below the boundary.
        let rest = match (from, order.descending) {
            (None, _) => "",
            (Some(_), true) => "AND (first_value, first_seq) < (?, ?)",
            (Some(_), false) => "AND (first_value, first_seq) >= (?, ?)",
        };
        let sql = format!(
            "SELECT {counted}, first_value, first_seq FROM invitation_blocks
             WHERE instance_id = ? AND organization_id = ? AND ordered_by = ? AND level = ? {rest}
             ORDER BY first_value {direction}, first_seq {direction}",
            direction = order.direction()
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut blocks = statement.query(params_from_iter(self.of_list(list, from)))?;
        let mut boundary = from.cloned();
        while let Some(block) = blocks.next()? {
            let number: i64 = block.get(0)?;
            let is_in_block = offset < number;
            // Forwards, the boundary is the start of the block. Backwards, it is the start of the block that was
            // counted before it.
            if is_in_block != order.descending {
                boundary = Some(Boundary { value: block.get(1)?, seq: block.get(2)? });
            }
            if is_in_block {
                return Ok(Some((boundary, offset)));
            }
            offset -= number;
        }
        Ok(None)
    }

    /// The parameters that select the blocks of a list, followed by those of a boundary.
    fn of_list(&self, list: List<'_>, boundary: Option<&Boundary>) -> Vec<SqlValue> {
        let texts = [self.instance_id, list.scope, list.by];
        let mut parameters: Vec<SqlValue> = texts.into_iter().map(|text| text.to_owned().into()).collect();
        parameters.push(list.level.into());
        if let Some(Boundary { value, seq }) = boundary {
            parameters.extend([value.clone(), (*seq).into()]);
        }
        parameters
    }

    /// Splits the blocks that are too large. Small ones come first, because large ones consist of them.
    pub(super) fn split_large_blocks(&self) -> rusqlite::Result<()> {
        // Otherwise SQLite would choose the primary key and read every block of the instance.
        let large = "SELECT organization_id, ordered_by, level, first_value, first_seq
             FROM invitation_blocks INDEXED BY invitation_blocks_too_large
             WHERE instance_id = ?1 AND pending + accepted + revoked + expired > 128 << (7 * level)
             ORDER BY level LIMIT 1";
        loop {
            let found = self
                .connection
                .prepare_cached(large)?
                .query_row([self.instance_id], |row| {
                    let begins = Boundary { value: row.get(3)?, seq: row.get(4)? };
                    Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?, begins))
                })
                .optional()?;
            let Some((scope, by, level, begins)) = found else { return Ok(()) };
            self.split_block(List { scope: &scope, by: &by, level }, begins)?;
        }
    }

    /// Splits one block into several. The first one starts where the block started.
    fn split_block(&self, list: List<'_>, begins: Boundary) -> rusqlite::Result<()> {
        let ends = self.next_block(list, &begins)?;
        let mut block = Block { begins: begins.clone(), numbers: [0; 4] };
        for (sql, parameters) in self.content(list, &begins, ends.as_ref()) {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(parameters))?;
            while let Some(row) = rows.next()? {
                if block.numbers.iter().sum::<i64>() >= after_split(list.level) {
                    self.put_block(list, &block)?;
                    block =
                        Block { begins: Boundary { value: row.get(0)?, seq: row.get(1)? }, numbers: [0; 4] };
                }
                for (number, column) in block.numbers.iter_mut().zip(2..) {
                    *number += row.get::<_, i64>(column)?;
                }
            }
        }
        self.put_block(list, &block)
    }

    /// The statements that read the parts of a block, in the order of the list: the start of each part, and its number
    /// of invitations per status.
    fn content(
        &self,
        list: List<'_>,
        begins: &Boundary,
        ends: Option<&Boundary>,
    ) -> Vec<(String, Vec<SqlValue>)> {
        if list.level > 0 {
            let smaller = List { level: list.level - 1, ..list };
            let mut parameters = self.of_list(smaller, Some(begins));
            let mut condition = "(first_value, first_seq) >= (?, ?)".to_owned();
            if let Some(Boundary { value, seq }) = ends {
                condition.push_str(" AND (first_value, first_seq) < (?, ?)");
                parameters.extend([value.clone(), (*seq).into()]);
            }
            let sql = format!(
                "SELECT first_value, first_seq, pending, accepted, revoked, expired FROM invitation_blocks
                 WHERE instance_id = ? AND organization_id = ? AND ordered_by = ? AND level = ? AND {condition}
                 ORDER BY first_value, first_seq"
            );
            return vec![(sql, parameters)];
        }
        let by = list.by;
        let mut inside = Conditions::default();
        inside.and("instance_id = ? AND domain_id IS NULL", [self.instance_id.to_owned().into()]);
        if list.scope != INSTANCE {
            inside.and("organization_id = ?", [list.scope.to_owned().into()]);
        }
        let counts = InvitationStatus::ALL.map(|status| format!("status = '{}'", status.as_str())).join(", ");
        let read = |part: Conditions| {
            let part = inside.with(&part);
            let sql = format!(
                "SELECT {by}, seq, {counts} FROM invitations WHERE {} ORDER BY {by}, seq",
                part.sql()
            );
            (sql, part.into_parameters())
        };
        stretch(by, Some(begins), ends).into_iter().map(read).collect()
    }

    /// The start of the block after the one that starts at `begins`.
    fn next_block(&self, list: List<'_>, begins: &Boundary) -> rusqlite::Result<Option<Boundary>> {
        self.connection
            .prepare_cached(
                "SELECT first_value, first_seq FROM invitation_blocks
                 WHERE instance_id = ? AND organization_id = ? AND ordered_by = ? AND level = ?
                   AND (first_value, first_seq) > (?, ?)
                 ORDER BY first_value, first_seq LIMIT 1",
            )?
            .query_row(params_from_iter(self.of_list(list, Some(begins))), |row| {
                Ok(Boundary { value: row.get(0)?, seq: row.get(1)? })
            })
            .optional()
    }

    /// Inserts a block, or updates the one with the same start.
    fn put_block(&self, list: List<'_>, block: &Block) -> rusqlite::Result<()> {
        let mut parameters = self.of_list(list, Some(&block.begins));
        parameters.extend(block.numbers.map(SqlValue::from));
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO invitation_blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?
            .execute(params_from_iter(parameters))?;
        Ok(())
    }
}
