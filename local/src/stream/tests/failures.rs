use super::*;

#[tokio::test]
async fn a_reported_failure_is_where_the_next_call_begins() {
    let mut bench = Bench::new(|_| {});
    bench.mails(0..5);
    let all = calls(&mut bench.pump, |call, event| match call {
        1 => Ok(failed(event, 2)),
        _ => fine(call, event),
    });
    assert_eq!(all.await, [vec![0, 1, 2, 3, 4], vec![2, 3, 4]]);
    assert!(bench.pump.dead_letters().is_empty());
}

#[tokio::test]
async fn of_several_reported_failures_the_first_in_the_stream_counts() {
    let mut bench = Bench::new(|_| {});
    bench.mails(0..5);
    let all = calls(&mut bench.pump, |call, event| match call {
        1 => {
            let mut response = failed(event, 3);
            response.batch_item_failures.extend(failed(event, 1).batch_item_failures);
            Ok(response)
        }
        _ => fine(call, event),
    });
    assert_eq!(all.await, [vec![0, 1, 2, 3, 4], vec![1, 2, 3, 4]]);
}

#[tokio::test]
async fn a_failure_without_a_record_of_the_batch_is_a_failure_of_all() {
    for name in ["", "1"] {
        let mut bench = Bench::new(|_| {});
        bench.mails(0..2);
        let all =
            calls(
                &mut bench.pump,
                |call, event| {
                    if call == 1 { Ok(naming(name)) } else { fine(call, event) }
                },
            );
        assert_eq!(all.await, [vec![0, 1], vec![0], vec![1]]);
    }
}

#[tokio::test]
async fn a_batch_that_fails_as_a_whole_is_halved_in_order_until_the_culprit_stands_alone() {
    let mut bench = Bench::new(|source| source.maximum_retry_attempts = Some(1));
    bench.mails(0..4);
    let all = calls(&mut bench.pump, |_, event| {
        if names(event).contains(&2) { Err("no") } else { Ok(DynamoDbEventResponse::default()) }
    });
    assert_eq!(all.await, [vec![0, 1, 2, 3], vec![0, 1], vec![2, 3], vec![2], vec![2], vec![3]]);
    let letter = lost(&bench.pump);
    assert_eq!((letter.reason, letter.records), (Reason::RetryAttemptsExhausted, 1));
}

#[tokio::test]
async fn without_halving_the_whole_batch_is_tried_again_and_given_up() {
    let mut bench = Bench::new(|source| {
        source.bisect_on_error = false;
        source.maximum_retry_attempts = Some(2);
    });
    bench.mails(0..2);
    assert_eq!(calls(&mut bench.pump, |_, _| Err("no")).await, [[0, 1], [0, 1], [0, 1]]);
    let letter = lost(&bench.pump);
    assert_eq!(letter.records, 2);
    assert!(letter.first_sequence_number < letter.last_sequence_number);
}

#[tokio::test]
async fn each_record_that_stops_a_batch_has_all_its_tries() {
    let mut bench = Bench::new(|source| source.maximum_retry_attempts = Some(1));
    bench.mails(0..3);
    // Every record fails once, at its first try, and stops the batch there.
    let tried = RefCell::new(Vec::new());
    let all = calls(&mut bench.pump, |call, event| {
        for (index, name) in names(event).into_iter().enumerate() {
            if !tried.borrow().contains(&name) {
                tried.borrow_mut().push(name);
                return Ok(failed(event, index));
            }
        }
        fine(call, event)
    });
    assert_eq!(all.await, [vec![0, 1, 2], vec![0, 1, 2], vec![1, 2], vec![2]]);
    assert!(bench.pump.dead_letters().is_empty());
}

#[tokio::test]
async fn a_panic_is_a_failed_call() {
    let mut bench = Bench::new(|_| {});
    bench.mails([0]);
    let all = calls(&mut bench.pump, |call, event| {
        assert!(call != 1, "as asked");
        fine(call, event)
    });
    assert_eq!(all.await, [[0], [0]]);
}

#[tokio::test]
async fn records_too_old_are_given_up_before_they_are_tried_again() {
    let mut bench = Bench::new(|source| source.maximum_record_age_seconds = Some(840));
    bench.mails([0]);
    bench.time.set(NOW + 100);
    bench.mails([1]);
    bench.time.set(NOW + 840);
    let all = calls(&mut bench.pump, |call, event| {
        bench.time.set(NOW + 841);
        if call == 1 { Ok(failed(event, 0)) } else { fine(call, event) }
    });
    assert_eq!(all.await, [vec![0, 1], vec![1]]);
    let letter = lost(&bench.pump);
    assert_eq!((letter.reason, letter.records), (Reason::RecordAgeExceeded, 1));
}

#[tokio::test]
async fn a_failure_that_may_be_retried_for_ever_ends_the_drain_and_is_not_lost() {
    let mut bench = Bench::new(|source| {
        source.maximum_retry_attempts = None;
        source.maximum_record_age_seconds = None;
    });
    bench.mails([0]);
    let stuck = bench.pump.drain(async |_| Err::<DynamoDbEventResponse, _>("no")).await;
    assert!(matches!(stuck, Err(StreamError::Stuck(1000))), "{stuck:?}");
    assert_eq!(calls(&mut bench.pump, fine).await, [[0]]);
}
