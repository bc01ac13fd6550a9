//! Writing many rows in few statements.

use sea_orm::{ConnectionTrait, Value};

use crate::{Result, conn::Conn};

/// Rows per statement. More are hardly faster and take more memory.
pub(crate) const ROWS: usize = 250;

/// Runs `head (VALUES (...), ...) tail` in batches for all rows that `fill` provides. In both
/// databases the columns are called `column1`, `column2`, and so on.
///
/// `fixed` are the parameters of `head`. `fill` appends the `width` values of one row, or returns
/// `false` after the last. The next batch is prepared while the database works on the current one.
pub(crate) async fn run(
    conn: &Conn,
    head: &str,
    fixed: &[Value],
    width: usize,
    tail: &str,
    mut fill: impl FnMut(&mut Vec<Value>) -> Result<bool>,
) -> Result<u64> {
    let mut chunk = || -> Result<(Vec<Value>, usize)> {
        let mut values = Vec::with_capacity(fixed.len() + width * ROWS);
        values.extend_from_slice(fixed);
        let mut rows = 0;
        while rows < ROWS && fill(&mut values)? {
            rows += 1;
        }
        Ok((values, rows))
    };
    let full = sql(head, width, tail, ROWS);
    let (mut values, mut rows) = chunk()?;
    let mut changed = 0;
    while rows > 0 {
        let last = rows < ROWS;
        let partial = last.then(|| sql(head, width, tail, rows));
        let statement = conn.statement(partial.as_deref().unwrap_or(&full), values);
        let (done, next) = tokio::join!(conn.tx.execute_raw(statement), async {
            if last { Ok((Vec::new(), 0)) } else { chunk() }
        });
        changed += done.map_err(|error| conn.error(error))?.rows_affected();
        (values, rows) = next?;
    }
    Ok(changed)
}

/// The columns of the rows, for the head of a statement whose tail is `AS v`.
pub(crate) fn columns(width: usize) -> String {
    let columns: Vec<String> = (1..=width).map(|at| format!("v.column{at}")).collect();
    columns.join(", ")
}

pub(crate) fn sql(head: &str, width: usize, tail: &str, rows: usize) -> String {
    let row = format!("({})", vec!["?"; width].join(","));
    format!("{head} (VALUES {}) {tail}", vec![row; rows].join(","))
}
