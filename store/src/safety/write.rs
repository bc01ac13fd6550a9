//! What a sync writes for Safety, in its transaction.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value, sea_query::Expr};
use tenantry_core::{
    model::{AlertKind, Field, Harm, Mark, Resolution},
    reconcile::{Approval, Plan},
};

use super::{marks, packed, packed_marks};
use crate::{
    PropertyId, Result, WriteTx, bulk,
    conn::list,
    convert::{moment, text},
    directory::NewRows,
    entity::{approvals, named::Named, runs},
};

impl WriteTx {
    /// Notes what a run did and held, and points the alerts of its holds at it.
    pub(crate) async fn write_harms(
        &self,
        property: PropertyId,
        run: &str,
        plan: &Plan,
        new: &NewRows,
    ) -> Result<()> {
        type Row = (Vec<i64>, Vec<Mark>);
        let mut rows: BTreeMap<(Harm, Option<Field>), Row> = BTreeMap::new();
        for done in &plan.done {
            let residency = new.residency(done.residency)?;
            rows.entry((done.harm, done.field)).or_default().0.push(residency);
        }
        for hold in plan.holds() {
            rows.entry((hold.harm, None)).or_default().1 = hold.marks();
        }
        let mut left = rows.into_iter();
        let fill = |values: &mut Vec<Value>| {
            let Some(((harm, field), (mut residencies, marks))) = left.next() else {
                return Ok(false);
            };
            residencies.sort_unstable();
            residencies.dedup();
            values.extend([
                text(harm.as_str()),
                text(field.map(Field::as_str).unwrap_or_default()),
                packed(residencies).into(),
                packed_marks(&marks).into(),
            ]);
            Ok(true)
        };
        let head = "INSERT INTO run_harms (run_id, property_id, harm, field, residencies, marks) \
                    SELECT ?, ?, v.column1, v.column2, v.column3, v.column4 FROM";
        let fixed = [text(run), property.0.into()];
        bulk::run(&self.conn, head, &fixed, 4, "AS v", fill).await?;
        self.point_holds_at(property, run, plan).await
    }

    async fn point_holds_at(&self, property: PropertyId, run: &str, plan: &Plan) -> Result<()> {
        let harms: Vec<&str> = plan.holds().map(|hold| hold.harm.as_str()).collect();
        if harms.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "UPDATE alerts SET shown_run = ? WHERE property_id = ? AND kind = 'safety_hold' \
             AND state = 'open' AND subject IN {}",
            self.conn.text_list()
        );
        let values = vec![text(run), property.0.into(), list(&harms)?];
        self.conn.execute(&sql, values).await.map(drop)
    }

    /// Uses up what a run applied of what people have confirmed, and forgets what no roster asks
    /// for any longer. The held runs are marked as confirmed, and their alerts are closed in the
    /// name of whoever confirmed them.
    pub(crate) async fn settle_approvals(
        &self,
        property: PropertyId,
        run: &str,
        plan: &Plan,
        now: Timestamp,
    ) -> Result<()> {
        let rows = approvals::Entity::find().filter(approvals::Column::PropertyId.eq(property.0));
        let rows = self.conn.ok(rows.all(&self.conn.tx).await)?;
        if rows.is_empty() {
            return Ok(());
        }
        let used: HashSet<Approval> = plan.used.iter().copied().collect();
        let waiting: HashSet<Approval> = plan.waiting.iter().copied().collect();
        let mut confirmed: HashMap<Harm, String> = HashMap::new();
        for row in rows {
            let harm = super::harm(&row.harm)?;
            let all = marks(&row.marks);
            let among = |set: &HashSet<Approval>| -> Vec<Mark> {
                let given = all.iter().copied();
                given.filter(|mark| set.contains(&Approval { harm, mark: *mark })).collect()
            };
            if !among(&used).is_empty() {
                self.write_confirmed(&row.run_id, run).await?;
                confirmed.insert(harm, row.approved_by.clone());
            }
            self.keep_waiting(&row, &among(&waiting)).await?;
        }
        for (harm, by) in confirmed {
            self.close_confirmed(property, harm, plan, &by, now).await?;
        }
        Ok(())
    }

    async fn keep_waiting(&self, row: &approvals::Model, marks: &[Mark]) -> Result<()> {
        let this = |column: approvals::Column, value: &str| column.eq(value.to_owned());
        if marks.is_empty() {
            let delete = approvals::Entity::delete_many()
                .filter(this(approvals::Column::RunId, &row.run_id))
                .filter(this(approvals::Column::Harm, &row.harm));
            return self.conn.delete(delete).await.map(drop);
        }
        let update = approvals::Entity::update_many()
            .col_expr(approvals::Column::Marks, Expr::value(packed_marks(marks)))
            .filter(this(approvals::Column::RunId, &row.run_id))
            .filter(this(approvals::Column::Harm, &row.harm));
        self.conn.update(update).await.map(drop)
    }

    async fn write_confirmed(&self, held: &str, by: &str) -> Result<()> {
        let update = runs::Entity::update_many()
            .col_expr(runs::Column::ConfirmedBy, Expr::value(by))
            .filter(runs::Column::Id.eq(held));
        self.conn.update(update).await.map(drop)
    }

    /// Closes the alert of a harm of which nothing is held any longer.
    async fn close_confirmed(
        &self,
        property: PropertyId,
        harm: Harm,
        plan: &Plan,
        by: &str,
        now: Timestamp,
    ) -> Result<()> {
        let sql = format!(
            "UPDATE alerts SET state = 'closed', closed_at = ?, closed_by = ?, resolution = ? \
             WHERE property_id = ? AND kind = ? AND subject = ? AND state = 'open' AND id IN {}",
            self.conn.id_list()
        );
        let closed: Vec<i64> = plan.closed.iter().map(|id| id.0).collect();
        let values = vec![
            moment(now)?.into(),
            text(by),
            Named(Resolution::Confirm).into(),
            property.0.into(),
            Named(AlertKind::SafetyHold).into(),
            text(harm.as_str()),
            list(&closed)?,
        ];
        self.conn.execute(&sql, values).await.map(drop)
    }
}
