use std::ops::Range;

use tenantry_core::{
    Date, Text,
    connector::{StatusWords, fold},
};
use toml::Spanned;

use super::{
    super::{
        Join,
        document::{
            Change as WrittenChange, Document, Resident, RoleRules as WrittenRole,
            StatusRules as WrittenStatus, Step, When as WrittenWhen,
        },
        lists::{OneOrMore, Source as WrittenSource, Sources as WrittenSources},
        problem::Problem,
    },
    Compiler,
};
use crate::{
    path::{At, Path, Steps, parse, path_of},
    roster::{
        Binding, Change, Fields, Find, Function, Origin, RoleRules, RosterRules, Skip, Source,
        Sources, StatusRules, Test, When,
    },
};

type Said<T> = Result<T, String>;

impl Compiler {
    /// Compiles the rules that turn the records of request `from` into
    /// residents; `records` has the positions of each request's records.
    pub(super) fn roster(
        &mut self,
        document: &Document,
        from: usize,
        records: &[At],
    ) -> Result<(Vec<Join>, RosterRules), Problem> {
        let roster = &document.roster;
        self.naming
            .bind(roster.name.get_ref(), records[from].clone())
            .map_err(|what| Problem::new(roster.name.span(), "roster.as", what))?;
        let (mut joins, mut bindings) = (Vec::new(), Vec::new());
        for step in &roster.steps {
            let binding = self.binding(step.get_ref(), records, &mut joins);
            let problem = |what| Problem::new(step.span(), "roster.steps", what);
            bindings.push(binding.map_err(problem)?);
        }
        let mut skip = Vec::new();
        for written in &roster.skip {
            let when = self.conditions(&written.get_ref().when);
            let when = when.map_err(|what| Problem::new(written.span(), "roster.skip", what))?;
            skip.push(Skip { what: written.get_ref().what.clone(), when });
        }
        let resident = &document.resident;
        let role = resident.role.as_ref().map(|role| self.role(role)).transpose()?;
        let rules = RosterRules {
            bindings,
            skip,
            one_primary: roster.one_primary,
            dates: document.dates,
            status: self.status(&resident.status)?,
            role,
            fields: self.fields(resident)?,
        };
        Ok((joins, rules))
    }

    fn binding(&mut self, step: &Step, records: &[At], joins: &mut Vec<Join>) -> Said<Binding> {
        let (find, at) = match step {
            Step { each: Some(paths), first: None, join: None, running: None, .. } => {
                let (paths, at) = self.paths(paths)?;
                (Find::Each { paths, or_without: step.or_without }, at)
            }
            Step { each: None, first: Some(paths), join: None, running: None, .. } => {
                let (paths, at) = self.paths(paths)?;
                (Find::First(paths), at)
            }
            Step { each: None, first: None, join: Some(name), running: None, .. } => {
                let endpoint = self.request_at(name)?;
                let (Some(on), Some(by)) = (&step.on, &step.by) else {
                    return Err(
                        "a join has `on`, the key of the joined record, and `by`, the value to \
                                look up"
                            .into(),
                    );
                };
                let at = records[endpoint].clone();
                let on = self.steps(on, &mut at.clone())?;
                let (by, _) = self.paths(by)?;
                joins.push(Join { endpoint, on });
                (Find::Join { table: joins.len() - 1, by, required: step.required }, at)
            }
            Step { each: None, first: None, join: None, running: Some(path), .. } => {
                let (path, at) = self.path(path)?;
                let mut within = |text: &Option<String>, key: &str| -> Said<Steps> {
                    let text = text.as_ref().ok_or_else(|| format!("running needs `{key}`"))?;
                    self.steps(text, &mut at.clone())
                };
                let begins = within(&step.begins, "begins")?;
                let ends = within(&step.ends, "ends")?;
                let highest = within(&step.else_highest, "else_highest")?;
                (Find::Running { path, begins, ends, highest }, at)
            }
            _ => return Err("a step has exactly one of each, first, join and running".into()),
        };
        Ok(Binding { slot: self.naming.bind(&step.name, at)?, find })
    }

    fn path(&mut self, text: &str) -> Said<(Path, At)> {
        path_of(&parse(text)?, &mut self.naming)
    }

    fn paths(&mut self, texts: &OneOrMore) -> Said<(Vec<Path>, At)> {
        let (mut paths, mut all) = (Vec::new(), At::new());
        for text in &texts.0 {
            let (path, at) = self.path(text)?;
            paths.push(path);
            all.extend(at);
        }
        Ok((paths, all))
    }

    fn conditions(&mut self, written: &[WrittenWhen]) -> Said<Vec<When>> {
        if written.is_empty() {
            return Err("`when` is empty: it would apply to everybody".into());
        }
        written.iter().map(|when| self.condition(when)).collect()
    }

    fn condition(&mut self, written: &WrittenWhen) -> Said<When> {
        let (path, _) = self.path(&written.path)?;
        let words =
            |texts: &OneOrMore| texts.0.iter().map(|text| fold(text)).collect::<Vec<Text>>();
        let test = match written {
            WrittenWhen { is: Some(is), not: None, set: None, date: None, .. } => {
                Test::Is(words(is))
            }
            WrittenWhen { is: None, not: Some(not), set: None, date: None, .. } => {
                Test::Not(words(not))
            }
            WrittenWhen { is: None, not: None, set: Some(set), date: None, .. } => Test::Set(*set),
            WrittenWhen { is: None, not: None, set: None, date: Some(day), .. } => Test::Date(*day),
            _ => {
                return Err("a condition has a path and one of is, not, set and date".into());
            }
        };
        Ok(When { path, test })
    }

    fn fields(&mut self, written: &Resident) -> Result<Fields, Problem> {
        let mut fields = Fields {
            external_id: self.sources(&written.external_id, "resident.external_id")?,
            last_name: self.sources(&written.last_name, "resident.last_name")?,
            ..Fields::default()
        };
        let optional = [
            ("property_code", &written.property_code, &mut fields.property_code),
            ("lease_id", &written.lease_id, &mut fields.lease_id),
            ("household_id", &written.household_id, &mut fields.household_id),
            ("first_name", &written.first_name, &mut fields.first_name),
            ("email", &written.email, &mut fields.email),
            ("phone", &written.phone, &mut fields.phone),
            ("building", &written.building, &mut fields.building),
            ("unit", &written.unit, &mut fields.unit),
            ("lease_start", &written.lease_start, &mut fields.lease_start),
            ("lease_end", &written.lease_end, &mut fields.lease_end),
            ("move_in", &written.move_in, &mut fields.move_in),
            ("move_out", &written.move_out, &mut fields.move_out),
            (
                "previous_external_id",
                &written.previous_external_id,
                &mut fields.previous_external_id,
            ),
        ];
        for (name, sources, field) in optional {
            if let Some(sources) = sources {
                *field = self.sources(sources, &format!("resident.{name}"))?;
            }
        }
        Ok(fields)
    }

    fn sources(
        &mut self,
        written: &Spanned<WrittenSources>,
        key: &str,
    ) -> Result<Sources, Problem> {
        let source = |source: &WrittenSource| self.source(source);
        let sources: Said<Vec<Source>> = written.get_ref().0.iter().map(source).collect();
        sources.map(Sources).map_err(|what| Problem::new(written.span(), key, what))
    }

    fn source(&mut self, written: &WrittenSource) -> Said<Source> {
        let origin = match (&written.path, &written.value, &written.join) {
            (Some(path), None, None) => Origin::Path(self.path(path)?.0),
            (None, Some(value), None) => Origin::Value(value.clone()),
            (None, None, Some(paths)) => {
                let (paths, _) = self.paths(&OneOrMore(paths.clone()))?;
                Origin::Join(paths, written.with.clone().unwrap_or_else(|| " ".to_owned()))
            }
            _ => return Err("a source has exactly one of path, value and join".into()),
        };
        if let Some(format) = &written.format
            && let Err(error) = jiff::fmt::strtime::format(format, Date::constant(2026, 1, 2))
        {
            return Err(format!("{format:?} is not a date format: {error}"));
        }
        Ok(Source {
            split: written.split.clone().map(|marks| (marks, written.holding.clone())),
            name: written.name,
            strip: written.strip.clone(),
            lower: written.lower,
            map: written.map.iter().map(|(from, to)| (from.clone(), to.clone())).collect(),
            format: written.format.clone(),
            function: written.function.as_deref().map(Function::of).transpose()?,
            planned: written.planned,
            ..Source::plain(origin)
        })
    }

    fn status(&mut self, written: &WrittenStatus) -> Result<StatusRules, Problem> {
        const KEY: &str = "resident.status";
        let at = || written.from.span();
        let word = written.word.as_ref().map(|word| self.sources(word, KEY)).transpose()?;
        let words = StatusWords::new(&written.words)
            .map_err(|error| Problem::new(at(), KEY, error.message))?;
        let mut change = Vec::new();
        for written in &written.change {
            change.push(self.change(written.get_ref(), written.span())?);
        }
        let from = self.sources(&written.from, KEY)?;
        Ok(StatusRules { from, word: word.unwrap_or_default(), words, change })
    }

    fn change(&mut self, written: &WrittenChange, at: Range<usize>) -> Result<Change, Problem> {
        let when = self.conditions(&written.when);
        let when = when.map_err(|what| Problem::new(at, "resident.status.change", what))?;
        Ok(Change { from: written.from.clone(), to: written.to, when })
    }

    fn role(&mut self, written: &WrittenRole) -> Result<RoleRules, Problem> {
        let words = written.words.iter().map(|(word, role)| (fold(word), *role)).collect();
        let from = self.sources(&written.from, "resident.role")?;
        Ok(RoleRules { from, words, otherwise: written.otherwise })
    }
}
