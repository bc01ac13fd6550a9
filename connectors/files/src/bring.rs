use std::{fs::File, time::Duration};

use jiff::{Span, SpanRelativeTo, Timestamp};
use tenantry_core::connector::{BaseDir, ConnectorError};

use crate::{
    age,
    failure::{blocking, invalid, span},
    folder::{Entry, Folder},
    marker::Marker,
    pick::{Choice, choose},
    place::{Place, Where, Which},
    settings::{Pick, Settings},
    settle,
    unpack::{Wanted, unpack},
};

/// Where files come from, and which one is read.
#[derive(Debug)]
pub struct Origin {
    place: Place,
    pick: Pick,
    marker: Option<Marker>,
    settle: Duration,
    max_age: Option<Duration>,
    wanted: Wanted,
}

/// A file that is ready to read.
#[derive(Debug)]
pub struct Brought {
    /// Its name in messages: the path or address, with the archive member if
    /// any.
    pub name: String,
    /// Its text, at the beginning. A file that was remote or packed is now in
    /// an unnamed temporary file.
    pub file: File,
    /// When it was last modified, if known.
    pub modified: Option<Timestamp>,
    /// Whether this is a workbook's sheet, written as comma-separated UTF-8.
    pub table: bool,
    /// The file name alone.
    pub label: String,
    /// Notes on how it was found: `the newest of 3`, `2h old`, `sheet "Rent"`.
    /// Empty for a local text file that is named by its path.
    pub found: Vec<String>,
}

impl Brought {
    /// What was found, in one line.
    pub fn summary(&self) -> String {
        [std::slice::from_ref(&self.label), &self.found].concat().join(", ")
    }
}

/// A file as it was found.
struct Arrived {
    name: String,
    label: String,
    file: File,
    modified: Option<Timestamp>,
    found: Vec<String>,
}

impl Origin {
    /// Reads the settings. No I/O.
    ///
    /// # Errors
    /// [`ConfigInvalid`](tenantry_core::connector::ErrorKind::ConfigInvalid) if
    /// they contradict each other.
    pub fn new(settings: &Settings, base: &BaseDir) -> Result<Self, ConnectorError> {
        let place = Place::new(settings, base)?;
        let settle = match (&settings.settle, &place) {
            (Some(settle), _) => duration("settle", settle)?,
            // A file named by its path is often read right after it was
            // written; changes while it is read are noticed anyway.
            (None, Place::Folder(Where::Local(_), Which::Named(_))) => Duration::ZERO,
            (None, _) => settle::DEFAULT,
        };
        Ok(Self {
            pick: settings.pick,
            marker: settings.marker.as_deref().map(Marker::new).transpose()?,
            settle,
            max_age: settings
                .max_age
                .map(|max_age| match duration("max_age", &max_age)? {
                    Duration::ZERO => Err(invalid("`max_age` is zero", "such as \"26h\"")),
                    max_age => Ok(max_age),
                })
                .transpose()?,
            wanted: Wanted { member: settings.member.clone(), sheet: settings.sheet.clone() },
            place,
        })
    }

    /// Fetches the file: complete, recent enough and unpacked.
    ///
    /// # Errors
    /// If the place or the file cannot be used; the error names it.
    pub async fn bring(&self) -> Result<Brought, ConnectorError> {
        let arrived = match &self.place {
            Place::Address(web) => {
                let (file, modified) = web.fetch().await?;
                let now = Timestamp::now();
                age::check(web.name(), modified, now, self.max_age)?;
                Arrived {
                    name: web.name().to_owned(),
                    label: web.name().rsplit('/').next().unwrap_or_default().to_owned(),
                    file,
                    modified,
                    found: old(modified, now).into_iter().collect(),
                }
            }
            Place::Folder(place, which) => {
                let folder = place.enter().await?;
                let is_plain = matches!((place, which), (Where::Local(_), Which::Named(_)));
                self.take(&*folder, which, is_plain).await?
            }
        };
        let wanted = self.wanted.clone();
        blocking(move || {
            let Arrived { name, label, file, modified, mut found } = arrived;
            let unpacked = unpack(name, file, &wanted)?;
            found.extend(unpacked.within);
            let (name, file, table) = (unpacked.name, unpacked.file, unpacked.table);
            Ok(Brought { name, file, modified, table, label, found })
        })
        .await
    }

    /// Takes the file out of its folder.
    async fn take(
        &self,
        folder: &dyn Folder,
        which: &Which,
        is_plain: bool,
    ) -> Result<Arrived, ConnectorError> {
        let mut found = Vec::new();
        let name = match which {
            Which::Named(name) => name.clone(),
            Which::Fitting(pattern) => {
                let entries = folder.list().await?;
                let marker = self.marker.as_ref();
                let Choice { entry, of } =
                    choose(&folder.name(), &entries, pattern, marker, self.pick)?;
                if of > 1 {
                    found.push(format!("the newest of {of}"));
                }
                entry.name
            }
        };
        let entry = self.whole(folder, &name).await?;
        let now = Timestamp::now();
        age::check(&folder.name_of(&name), entry.modified, now, self.max_age)?;
        if !is_plain || self.max_age.is_some() {
            found.extend(old(entry.modified, now));
        }
        let file = folder.open(&entry).await?;
        Ok(Arrived {
            name: folder.name_of(&name),
            label: name,
            file,
            modified: entry.modified,
            found,
        })
    }

    /// The file, once nobody is writing to it.
    async fn whole(&self, folder: &dyn Folder, name: &str) -> Result<Entry, ConnectorError> {
        let entry = folder.look(name).await?.ok_or_else(|| folder.absent(name))?;
        if let Some(marker) = &self.marker
            && folder.look(&marker.of(name)).await?.is_none()
        {
            return Err(marker.missing(&folder.name(), name));
        }
        if folder.appears_whole() {
            return Ok(entry);
        }
        settle::settled(folder, entry, self.settle).await
    }
}

fn duration(name: &str, span: &Span) -> Result<Duration, ConnectorError> {
    span.to_duration(SpanRelativeTo::days_are_24_hours())
        .ok()
        .and_then(|duration| Duration::try_from(duration).ok())
        .ok_or_else(|| {
            invalid(
                format!("`{name}` is not a length of time"),
                "such as \"30s\", \"26h\" or \"2 days\"",
            )
        })
}

fn old(modified: Option<Timestamp>, now: Timestamp) -> Option<String> {
    modified.map(|modified| format!("{} old", span(age::age(modified, now))))
}
