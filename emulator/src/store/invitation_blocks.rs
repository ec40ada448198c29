//! Pages far into a list of invitations. SQLite reads every entry of an index before an offset, so the list is cut into
//! blocks of which each knows how many invitations of each status it has: the table `invitation_blocks`, which triggers
//! keep in the transaction of the change itself. Whole blocks before a page are counted and not read.

use rusqlite::types::Value as SqlValue;
use rusqlite::{OptionalExtension, params, params_from_iter};

use super::conditions::Conditions;
use super::counters::INSTANCE;
use super::{Db, InvitationStatus};
use crate::model::order::Order;
use crate::model::paging::Page;

/// A block with more is split (store/schema/10.sql has the index of those). At 1,000,000 invitations, about as much time goes
/// into counting blocks before a page as into reading invitations before it inside of its block.
const LARGEST: i64 = 2048;
/// The size of the blocks that a split makes: they can double before the next one.
const AFTER_SPLIT: i64 = LARGEST / 2;

/// The beginning of a block, or the end of the one before it: a value of the column that orders the list, and a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Boundary {
    value: SqlValue,
    seq: i64,
}

/// Where to begin reading for a page.
#[derive(Debug, PartialEq)]
pub(super) enum Start {
    /// After this many of the rows from the boundary on, in the direction of the list; without a boundary, of all rows.
    Within { boundary: Option<Boundary>, offset: i64 },
    /// The list ends before the page.
    AfterTheEnd,
}

/// Where a block begins, and how many invitations it has in each of [`InvitationStatus::ALL`].
#[derive(Debug)]
struct Block {
    begins: Boundary,
    numbers: [i64; 4],
}

/// A list of invitations: an organization's or the instance's, in one order.
#[derive(Debug, Clone, Copy)]
struct List<'a> {
    scope: &'a str,
    by: &'a str,
}

/// What is between two boundaries of a list that is ordered by the column `by`, in parts that each are one range of an index
/// whose order is the list's: SQLite finds no row by a comparison of both columns at once.
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
    /// The ranges of a list without the blocks before a page, and the page as it is counted from there. `None` if the list ends
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

    /// Where to begin reading for a page of the invitations in one of these statuses, in the order of `order` with the rows
    /// of the same value in the same direction.
    pub(super) fn start_of_page(
        &self,
        organization_id: Option<&str>,
        statuses: &[InvitationStatus],
        order: Order,
        page: Page,
    ) -> rusqlite::Result<Start> {
        let counted: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
        let sql = format!(
            "SELECT first_value, first_seq, {} FROM invitation_blocks
             WHERE instance_id = ?1 AND organization_id = ?2 AND ordered_by = ?3
             ORDER BY first_value {direction}, first_seq {direction}",
            counted.join(" + "),
            direction = order.direction()
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut blocks =
            statement.query(params![self.instance_id, organization_id.unwrap_or(INSTANCE), order.by])?;
        let (mut before, mut boundary) = (0_i64, None);
        while let Some(block) = blocks.next()? {
            let number: i64 = block.get(2)?;
            let is_in_block = before + number > page.offset;
            if !is_in_block {
                before += number;
            }
            // Backwards, the list goes on below the beginning of the block that was counted last.
            if is_in_block != order.descending {
                boundary = Some(Boundary { value: block.get(0)?, seq: block.get(1)? });
            }
            if is_in_block {
                return Ok(Start::Within { boundary, offset: page.offset - before });
            }
        }
        Ok(Start::AfterTheEnd)
    }

    /// Splits the blocks that have grown too large.
    pub(super) fn split_large_blocks(&self) -> rusqlite::Result<()> {
        let large = "SELECT organization_id, ordered_by, first_value, first_seq FROM invitation_blocks
             WHERE instance_id = ?1 AND pending + accepted + revoked + expired > 2048 LIMIT 1";
        loop {
            let found = self
                .connection
                .prepare_cached(large)?
                .query_row([self.instance_id], |row| {
                    let begins = Boundary { value: row.get(2)?, seq: row.get(3)? };
                    Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, begins))
                })
                .optional()?;
            let Some((scope, by, begins)) = found else { return Ok(()) };
            self.split_block(List { scope: &scope, by: &by }, begins)?;
        }
    }

    /// Makes several blocks of one. The first of them begins where the block began.
    fn split_block(&self, list: List<'_>, begins: Boundary) -> rusqlite::Result<()> {
        let ends = self.next_block(list, &begins)?;
        let mut inside = Conditions::default();
        inside.and("instance_id = ? AND domain_id IS NULL", [self.instance_id.to_owned().into()]);
        if list.scope != INSTANCE {
            inside.and("organization_id = ?", [list.scope.to_owned().into()]);
        }
        let by = list.by;
        let mut block = Block { begins: begins.clone(), numbers: [0; 4] };
        for part in stretch(by, Some(&begins), ends.as_ref()) {
            let part = inside.with(&part);
            let sql =
                format!("SELECT {by}, seq, status FROM invitations WHERE {} ORDER BY {by}, seq", part.sql());
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(part.into_parameters()))?;
            while let Some(row) = rows.next()? {
                if block.numbers.iter().sum::<i64>() == AFTER_SPLIT {
                    self.put_block(list, &block)?;
                    block =
                        Block { begins: Boundary { value: row.get(0)?, seq: row.get(1)? }, numbers: [0; 4] };
                }
                let status: String = row.get(2)?;
                let place = InvitationStatus::ALL.iter().position(|known| known.as_str() == status);
                if let Some(number) = place.and_then(|place| block.numbers.get_mut(place)) {
                    *number += 1;
                }
            }
        }
        self.put_block(list, &block)
    }

    /// Where the block after the one that begins there begins.
    fn next_block(&self, list: List<'_>, begins: &Boundary) -> rusqlite::Result<Option<Boundary>> {
        self.connection
            .prepare_cached(
                "SELECT first_value, first_seq FROM invitation_blocks
                 WHERE instance_id = ?1 AND organization_id = ?2 AND ordered_by = ?3 AND (first_value, first_seq) > (?4, ?5)
                 ORDER BY first_value, first_seq LIMIT 1",
            )?
            .query_row(params![self.instance_id, list.scope, list.by, begins.value, begins.seq], |row| {
                Ok(Boundary { value: row.get(0)?, seq: row.get(1)? })
            })
            .optional()
    }

    /// Adds a block, or changes the numbers of the one that begins there.
    fn put_block(&self, list: List<'_>, block: &Block) -> rusqlite::Result<()> {
        let Block { begins, numbers: [pending, accepted, revoked, expired] } = block;
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO invitation_blocks VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                self.instance_id,
                list.scope,
                list.by,
                begins.value,
                begins.seq,
                pending,
                accepted,
                revoked,
                expired
            ])?;
        Ok(())
    }
}
