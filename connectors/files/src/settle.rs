use std::time::Duration;

use jiff::Timestamp;
use tenantry_core::connector::ConnectorError;

use crate::{
    age::age,
    failure::unfinished,
    folder::{Entry, Folder},
};

/// How long a file in a drop folder must stay unchanged if the settings do not
/// say.
pub(crate) const DEFAULT: Duration = Duration::from_secs(2);

/// A file that has not been modified for this long is not being written.
const QUIET: Duration = Duration::from_secs(60);

/// How often a file is checked before the run gives up.
const LOOKS: usize = 5;

/// Waits until nobody is writing to a file: until its size and time stay the
/// same for `settle`.
///
/// # Errors
/// [`Incomplete`](tenantry_core::connector::ErrorKind::Incomplete) if it keeps
/// changing or disappears.
pub(crate) async fn settled(
    folder: &dyn Folder,
    mut entry: Entry,
    settle: Duration,
) -> Result<Entry, ConnectorError> {
    if settle.is_zero() || is_quiet(&entry, Timestamp::now(), settle) {
        return Ok(entry);
    }
    let name = folder.name_of(&entry.name);
    for _ in 0..LOOKS {
        tokio::time::sleep(settle).await;
        match folder.look(&entry.name).await? {
            Some(now) if now == entry => return Ok(entry),
            Some(now) => entry = now,
            None => return Err(unfinished(&name, "disappeared before it was read")),
        }
    }
    Err(unfinished(&name, "is still being written"))
}

fn is_quiet(entry: &Entry, now: Timestamp, settle: Duration) -> bool {
    entry.modified.is_some_and(|modified| age(modified, now) >= settle.max(QUIET))
}

#[cfg(test)]
mod tests {
    use std::{collections::VecDeque, fs::File, sync::Mutex};

    use async_trait::async_trait;
    use rstest::rstest;
    use tenantry_core::connector::ErrorKind;

    use super::*;

    /// A folder whose only file has these sizes, one per look.
    #[derive(Debug)]
    struct Growing(Mutex<VecDeque<Option<u64>>>);

    #[async_trait]
    impl Folder for Growing {
        fn name(&self) -> String {
            "drop".into()
        }

        async fn list(&self) -> Result<Vec<Entry>, ConnectorError> {
            unreachable!()
        }

        async fn look(&self, _: &str) -> Result<Option<Entry>, ConnectorError> {
            let size = self.0.lock().unwrap().pop_front().unwrap();
            Ok(size.map(|size| entry(size, None)))
        }

        async fn open(&self, _: &Entry) -> Result<File, ConnectorError> {
            unreachable!()
        }
    }

    fn entry(size: u64, modified: Option<Timestamp>) -> Entry {
        Entry { name: "a.csv".into(), size, modified }
    }

    async fn wait(sizes: &[Option<u64>]) -> Result<Entry, ConnectorError> {
        let folder = Growing(Mutex::new(sizes.iter().copied().collect()));
        settled(&folder, entry(1, None), Duration::from_millis(1)).await
    }

    #[tokio::test]
    async fn waits_until_it_stays() {
        assert_eq!(wait(&[Some(1)]).await.unwrap().size, 1);
        assert_eq!(wait(&[Some(2), Some(3), Some(3)]).await.unwrap().size, 3);
    }

    #[rstest]
    #[case(&[Some(2), Some(3), Some(4), Some(5), Some(6)], "still being written")]
    #[case(&[Some(2), None], "disappeared")]
    #[tokio::test]
    async fn gives_up(#[case] sizes: &[Option<u64>], #[case] says: &str) {
        let error = wait(sizes).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Incomplete);
        assert!(error.message.starts_with("drop/a.csv: ") && error.message.contains(says));
    }

    #[tokio::test]
    async fn does_not_look_again_where_that_is_needless() {
        let folder = Growing(Mutex::default());
        settled(&folder, entry(1, None), Duration::ZERO).await.unwrap();
        let old = Timestamp::now() - jiff::SignedDuration::from_secs(61);
        settled(&folder, entry(1, Some(old)), DEFAULT).await.unwrap();
    }
}
