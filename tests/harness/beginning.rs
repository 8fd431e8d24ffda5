//! What every world begins with: the table with the seed in it, made once in a process and copied
//! from then on. A copy is all that a world ever sees of it.

use std::sync::Arc;

use aws_lambda_events::event::streams::DynamoDbEventResponse;
use dynoxide::Database;
use local::{
    database,
    seed::{self, Seed},
    stream::{Pump, Start, Step},
};
use tokio::sync::OnceCell;

use crate::{
    clock::TestClock,
    wire::Wire,
    world::{AppMaker, TABLE, serve_table, template},
};

/// Where the seeded table is kept: in the memory of this process, as long as one database holds it.
const KEPT: &str = "file:beginning?mode=memory&cache=shared";

/// A table as the seed leaves it.
pub(crate) struct Beginning {
    /// The table.
    pub(crate) database: Database,
    /// What it was seeded with.
    pub(crate) seed: Seed,
    /// Behind what the seed left in the stream.
    pub(crate) start: Start,
}

impl Beginning {
    /// A table of one's own, on this clock.
    pub(crate) async fn copy(clock: &TestClock) -> Self {
        static ORIGINAL: OnceCell<Beginning> = OnceCell::const_new();
        let Self { seed, start, .. } = ORIGINAL.get_or_init(Self::make).await;
        let database = empty(clock);
        database.restore_from(KEPT).unwrap();
        Self { database, seed: seed.clone(), start: start.clone() }
    }

    async fn make() -> Self {
        let clock = TestClock::default();
        let database = empty(&clock);
        database::create_table(&database, template(), TABLE).unwrap();
        let endpoint = [("AWS_ENDPOINT_URL_DYNAMODB", serve_table(&database).await)];
        let admin = AppMaker::new(&clock, &Wire::default()).make("admin", &endpoint);
        let seed = seed::seed(admin).await.unwrap();
        let start = read_through(&database, &clock).await;
        Self { database: keep(&database), seed, start }
    }
}

/// Reads the stream to its end, where nothing is for anybody.
async fn read_through(database: &Database, clock: &TestClock) -> Start {
    let (source, clock) = (template().stream_source(), clock.for_local());
    let mut pump = Pump::new(database.clone(), TABLE, source, clock, Start::TrimHorizon).unwrap();
    let refuse = async |_| Err::<DynamoDbEventResponse, _>("the seed sends no mail");
    assert_eq!(pump.step(&refuse).await.unwrap(), Step::Idle);
    Start::After(pump.checkpoint().unwrap().to_owned())
}

/// Copies a database to where it is kept. From memory to memory the only way is a file.
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
