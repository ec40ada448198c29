//! Lists with filters: a WHERE clause, and a page of its matches. Its names come only from this program. All values are
//! parameters.

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;

use super::Db;
use super::columns::{Selected, all_of};
use crate::model::fold::fold;
use crate::model::paging::Page;

/// Values to include and to exclude. By default, everything is included.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Picked {
    /// Matches any of these. Empty matches everything.
    pub(crate) with: Vec<String>,
    /// Excludes these.
    pub(crate) without: Vec<String>,
}

/// Conditions that must all be true, with a `?` for each parameter.
#[derive(Debug, Default, Clone)]
pub(super) struct Conditions {
    sql: Vec<String>,
    parameters: Vec<SqlValue>,
}

impl Conditions {
    /// Adds a condition. Its parameters are in the order of its `?`.
    pub(super) fn and(&mut self, condition: &str, parameters: impl IntoIterator<Item = SqlValue>) {
        self.sql.push(condition.to_owned());
        self.parameters.extend(parameters);
    }

    /// These conditions and those of `other`.
    pub(super) fn with(&self, other: &Self) -> Self {
        let sql = self.sql.iter().chain(&other.sql).cloned().collect();
        let parameters = self.parameters.iter().chain(&other.parameters).cloned().collect();
        Self { sql, parameters }
    }

    /// Adds the condition that `expression` is one of `values`. It is never true if `values` is empty.
    pub(super) fn one_of(&mut self, expression: &str, values: impl Iterator<Item = SqlValue>) {
        self.one_of_computed(expression, [], values);
    }

    /// Like [`one_of`](Self::one_of), for an expression with its own parameters.
    pub(super) fn one_of_computed(
        &mut self,
        expression: &str,
        its_parameters: impl IntoIterator<Item = SqlValue>,
        values: impl Iterator<Item = SqlValue>,
    ) {
        self.parameters.extend(its_parameters);
        let before = self.parameters.len();
        self.parameters.extend(values);
        let marks = vec!["?"; self.parameters.len() - before].join(", ");
        self.sql.push(format!("{expression} IN ({marks})"));
    }

    /// Adds the condition that one of the expressions contains the text, in any letter case.
    pub(super) fn contains(&mut self, expressions: &[&str], text: &str) {
        let any: Vec<String> = expressions
            .iter()
            .map(|expression| format!("instr(fold(coalesce({expression}, '')), ?) > 0"))
            .collect();
        let text = SqlValue::from(fold(text));
        self.and(&format!("({})", any.join(" OR ")), vec![text; expressions.len()]);
    }

    /// Adds the condition that `expression` is a picked value.
    pub(super) fn picked(&mut self, expression: &str, picked: &Picked) {
        self.picked_where(|marks| format!("{expression} IN ({marks})"), picked);
    }

    /// Like [`picked`](Self::picked), for a condition that is built from the `?` of its values.
    pub(super) fn picked_where(&mut self, condition: impl Fn(&str) -> String, picked: &Picked) {
        let marks = |values: &[String]| vec!["?"; values.len()].join(", ");
        let values = |values: &[String]| values.iter().cloned().map(SqlValue::from).collect::<Vec<_>>();
        if !picked.with.is_empty() {
            self.and(&condition(&marks(&picked.with)), values(&picked.with));
        }
        if !picked.without.is_empty() {
            // NULL must not be excluded.
            self.and(
                &format!("({}) IS NOT TRUE", condition(&marks(&picked.without))),
                values(&picked.without),
            );
        }
    }

    /// The number of conditions.
    pub(super) fn len(&self) -> usize {
        self.sql.len()
    }

    /// The SQL condition. `true` without a filter.
    pub(super) fn sql(&self) -> String {
        if self.sql.is_empty() { "true".to_owned() } else { self.sql.join(" AND ") }
    }

    pub(super) fn into_parameters(self) -> Vec<SqlValue> {
        self.parameters
    }
}

impl Db<'_> {
    /// A page of `SELECT … FROM <tables>` with these conditions, and the total number of matches. The total is
    /// `known_total` if a counter has it.
    pub(super) fn page<R: Selected>(
        &self,
        tables: &str,
        conditions: Conditions,
        order: &str,
        page: Page,
        known_total: Option<i64>,
    ) -> rusqlite::Result<(Vec<R>, i64)> {
        let total = self.total(tables, &conditions, known_total)?;
        let (sql, parameters) = page_sql(&R::selected(), tables, conditions, order, page);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = all_of(&mut statement.query(params_from_iter(&parameters))?)?;
        Ok((found, total))
    }

    /// The number of rows that match. It is `known_total` if a counter has it.
    pub(super) fn total(
        &self,
        tables: &str,
        conditions: &Conditions,
        known_total: Option<i64>,
    ) -> rusqlite::Result<i64> {
        match known_total {
            Some(total) => Ok(total),
            None => self
                .connection
                .prepare_cached(&format!("SELECT count(*) FROM {tables} WHERE {}", conditions.sql()))?
                .query_row(params_from_iter(&conditions.parameters), |row| row.get(0)),
        }
    }
}

fn page_sql(
    columns: &str,
    tables: &str,
    conditions: Conditions,
    order: &str,
    page: Page,
) -> (String, Vec<SqlValue>) {
    let condition = conditions.sql();
    let mut parameters = conditions.into_parameters();
    parameters.extend([page.limit.into(), page.offset.into()]);
    let sql = format!("SELECT {columns} FROM {tables} WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?");
    (sql, parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_becomes_a_parameter_in_order() {
        let mut conditions = Conditions::default();
        assert_eq!(conditions.sql(), "true");
        conditions.and("a = ?", [1.into()]);
        conditions.one_of("b", ["x".to_owned().into(), "y".to_owned().into()].into_iter());
        conditions.one_of_computed("c + ?", [2.into()], [3.into()].into_iter());
        conditions.one_of("d", std::iter::empty());
        conditions.contains(&["e", "f"], "Q'%");
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        conditions.picked("g", &Picked { with: texts(&["h", "i"]), without: texts(&["j"]) });
        conditions.picked("k", &Picked::default());
        assert_eq!(
            conditions.sql(),
            "a = ? AND b IN (?, ?) AND c + ? IN (?) AND d IN () AND (instr(fold(coalesce(e, '')), ?) > 0 \
             OR instr(fold(coalesce(f, '')), ?) > 0) AND g IN (?, ?) AND (g IN (?)) IS NOT TRUE"
        );
        let text = |text: &str| SqlValue::from(text.to_owned());
        assert_eq!(
            conditions.into_parameters(),
            [
                1.into(),
                text("x"),
                text("y"),
                2.into(),
                3.into(),
                text("q'%"),
                text("q'%"),
                text("h"),
                text("i"),
                text("j")
            ]
        );
    }
}
