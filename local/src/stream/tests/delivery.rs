use std::cell::Cell;
use std::time::Duration;

use super::*;

#[tokio::test]
async fn records_come_once_in_order_and_in_batches_and_only_those_the_filter_lets_through() {
    let mut bench = Bench::new(|_| {});
    bench.put(&json!({"pk": {"S": "a"}, "sk": {"S": "100"}}));
    bench.mails(0..12);
    bench.mails([3]); // an update of an item that is there is no INSERT
    let all = calls(&mut bench.pump, fine).await;
    assert_eq!(all.concat(), (0..12).collect::<Vec<_>>());
    assert!(all.iter().all(|batch| batch.len() <= 10));
    assert!(calls(&mut bench.pump, fine).await.is_empty());

    bench.mails([20]);
    assert_eq!(calls(&mut bench.pump, fine).await, [[20]]);
}

#[tokio::test]
async fn a_record_looks_as_it_does_at_lambda() {
    let mut bench = Bench::new(|_| {});
    bench.mails([1]);
    let seen = RefCell::new(Event::default());
    let deliver = async |event| {
        seen.replace(event);
        fine(0, &Event::default())
    };
    bench.pump.drain(&deliver).await.unwrap();
    let record = serde_json::to_value(&seen.borrow().records[0]).unwrap();
    assert_eq!(record["eventName"], "INSERT");
    assert_eq!(record["eventSource"], "aws:dynamodb");
    assert!(record["eventSourceARN"].as_str().unwrap().contains("table/things/stream/"));
    assert_eq!(record["dynamodb"]["NewImage"]["mail"], json!({"S": "code"}));
    assert_eq!(record["dynamodb"]["ApproximateCreationDateTime"].as_f64(), Some(1_700_000_000.0));
}

#[tokio::test(start_paused = true)]
async fn running_it_waits_longer_before_each_retry_and_finds_what_comes_later() {
    let mut bench = Bench::new(|_| {});
    bench.mails([0]);
    let database = bench.database.clone();
    let begin = tokio::time::Instant::now();
    let calls = RefCell::new(Vec::new());
    let (done, finished) = (Cell::new(false), tokio::sync::Notify::new());
    let deliver = async |event: Event| {
        calls.borrow_mut().push((names(&event), begin.elapsed().as_millis()));
        done.set(calls.borrow().len() == 4);
        if done.get() {
            finished.notify_one();
        }
        if calls.borrow().len() <= 2 {
            Err("not yet")
        } else {
            Ok(DynamoDbEventResponse::default())
        }
    };
    let later = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let item = json!({"pk": {"S": "a"}, "sk": {"S": "1"}, "mail": {"S": "code"}});
        let put = serde_json::from_value(json!({"TableName": "things", "Item": item}));
        database.put_item(put.unwrap()).unwrap();
        finished.notified().await;
    };
    tokio::select! {
        ended = bench.pump.run(&deliver) => panic!("{ended:?}"),
        () = later => {}
    }
    let calls = calls.into_inner();
    assert_eq!(calls[..3], [(vec![0], 0), (vec![0], 200), (vec![0], 600)]);
    assert_eq!(calls[3].0, [1]);
    assert!((2000..2100).contains(&calls[3].1), "{calls:?}");
}

#[test]
fn a_table_without_a_stream_is_an_error() {
    let database = Database::memory().unwrap();
    let request = json!({
        "TableName": "plain",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    database.create_table(serde_json::from_value(request).unwrap()).unwrap();
    let source = Template::bundled().unwrap().stream_source().clone();
    let pump =
        Pump::new(database, "plain", &source, clock(&ManualClock::new(NOW)), Start::TrimHorizon);
    assert!(matches!(pump.err(), Some(StreamError::NoStream(_))));
}
