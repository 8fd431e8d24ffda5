//! What every world begins with: the table with the seed in it, made once in a process and copied
//! from then on. A copy is all that a world ever sees of it.

use std::sync::Arc;

use dynoxide::Database;
use local::{
    database,
    seed::{self, Seed},
};
use tokio::sync::OnceCell;

use crate::{
    clock::TestClock,
    wire::Wire,
    world::{AppMaker, TABLE, serve_table, template},
};

/// Where the seeded table is kept: in the memory of this process, as long as one database holds it.
const KEPT: &str = "file:beginning?mode=memory&cache=shared";

/// The seeded table, which nobody writes to.
struct Beginning {
    seed: Seed,
    /// Without it the memory would be given back.
    _kept: Database,
}

/// A table as the seed leaves it, and what it was seeded with.
pub(crate) async fn begin(clock: &TestClock) -> (Database, Seed) {
    static BEGINNING: OnceCell<Beginning> = OnceCell::const_new();
    let beginning = BEGINNING.get_or_init(Beginning::make).await;
    let database = empty(clock);
    database.restore_from(KEPT).unwrap();
    (database, beginning.seed.clone())
}

impl Beginning {
    async fn make() -> Self {
        let clock = TestClock::default();
        let database = empty(&clock);
        database::create_table(&database, template(), TABLE).unwrap();
        let endpoint = [("AWS_ENDPOINT_URL_DYNAMODB", serve_table(&database).await)];
        let admin = AppMaker::new(&clock, &Wire::default()).make("admin", &endpoint);
        let seed = seed::seed(admin).await.unwrap();
        Self { seed, _kept: keep(&database) }
    }
}

/// Copies a database to where it is kept. There is no way from memory to memory but by a file.
fn keep(database: &Database) -> Database {
    let file = std::env::temp_dir().join(format!("latchkey-beginning-{}.db", std::process::id()));
    let path = file.to_str().unwrap();
    let kept = Database::new(KEPT).unwrap();
    database.vacuum_into(path).unwrap();
    kept.restore_from(path).unwrap();
    std::fs::remove_file(path).unwrap();
    kept
}

fn empty(clock: &TestClock) -> Database {
    Database::memory_with_clock(Arc::new(clock.clone())).unwrap()
}
