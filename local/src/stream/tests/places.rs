use super::*;

/// A second pump for the same stream.
fn another(bench: &Bench, start: Start) -> Pump {
    let source = Template::bundled().unwrap().stream_source().clone();
    Pump::new(bench.database.clone(), "things", &source, clock(&bench.time), start).unwrap()
}

#[tokio::test]
async fn a_pump_that_starts_at_a_checkpoint_goes_on_where_the_other_stopped() {
    let mut bench = Bench::new(|source| source.batch_size = 2);
    bench.mails(0..5);
    let seen = RefCell::new(Vec::new());
    let deliver = async |event: Event| {
        seen.borrow_mut().extend(names(&event));
        fine(0, &event)
    };
    bench.pump.step(&deliver).await.unwrap();
    let start = Start::After(bench.pump.checkpoint().unwrap().to_owned());
    let mut next = another(&bench, start);
    next.drain(&deliver).await.unwrap();
    assert_eq!(seen.into_inner(), [0, 1, 2, 3, 4]);
}

#[tokio::test]
async fn the_checkpoint_never_passes_a_record_that_is_not_done() {
    let mut bench = Bench::new(|_| {});
    bench.mails(0..3);
    let numbers = RefCell::new(Vec::new());
    let fail_second = async |event: Event| {
        let number = |record: &aws_lambda_events::event::dynamodb::EventRecord| {
            record.change.sequence_number.clone()
        };
        numbers.replace(event.records.iter().filter_map(number).collect());
        Ok::<_, Infallible>(failed(&event, 1))
    };
    bench.pump.step(&fail_second).await.unwrap();
    assert_eq!(bench.pump.checkpoint(), Some(numbers.borrow()[0].as_str()));
}

#[tokio::test]
async fn a_saved_place_outlives_the_pump_and_goes_past_what_the_filter_keeps_back() {
    let bench = Bench::new(|_| {});
    bench.mails(0..3);
    assert_eq!(calls(&mut another(&bench, Start::Saved), fine).await, [[0, 1, 2]]);

    bench.put(&json!({"pk": {"S": "a"}, "sk": {"S": "no mail"}}));
    let mut next = another(&bench, Start::Saved);
    let before = next.checkpoint().map(str::to_owned);
    assert!(calls(&mut next, fine).await.is_empty());
    assert!(next.checkpoint().map(str::to_owned) > before);
    bench.mails([3]);
    assert_eq!(calls(&mut another(&bench, Start::Saved), fine).await, [[3]]);
}

#[tokio::test]
async fn what_was_not_delivered_when_the_pump_ended_comes_again_from_the_saved_place() {
    let bench = Bench::new(|_| {});
    bench.mails(0..3);
    let fail_second = async |event: Event| Ok::<_, Infallible>(failed(&event, 1));
    another(&bench, Start::Saved).step(&fail_second).await.unwrap();
    assert_eq!(calls(&mut another(&bench, Start::Saved), fine).await, [[1, 2]]);
}
