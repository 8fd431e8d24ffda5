//! The pepper and its rotation, read from Secrets Manager as the functions read it.

use std::sync::{Arc, Mutex};

use serde_json::json;
use shared::{
    aws::Aws,
    config::PepperSource,
    domain::pepper::{Pepper, PepperVersion},
    pepper_keeper::PepperKeeper,
};
use tests::{Verdict, Wire, World};

/// The secret's versions, the newest last, as Secrets Manager has them.
type Versions = Arc<Mutex<Vec<(&'static str, &'static str)>>>;

fn keep(wire: &Wire, versions: &Versions) {
    let versions = Arc::clone(versions);
    wire.decide(move |_, call| {
        assert_eq!(call.operation, "GetSecretValue");
        assert_eq!(call.request["SecretId"], "the-pepper");
        let versions = versions.lock().unwrap();
        let staged = match call.request["VersionStage"].as_str() {
            Some("AWSCURRENT") => versions.last(),
            Some("AWSPREVIOUS") => versions.iter().rev().nth(1),
            _ => None,
        };
        match staged {
            Some((version, secret)) => {
                Verdict::Answer(200, json!({ "VersionId": version, "SecretString": secret }))
            }
            None => Verdict::Refuse(400, "ResourceNotFoundException"),
        }
    });
}

async fn keeper(world: &World) -> PepperKeeper {
    let config = &world.app("authenticate").config.aws;
    let allowed = world.template.allowed_actions("authenticate").unwrap().clone();
    let aws = Aws::through(config, world.wire.client("authenticate", allowed));
    let source = PepperSource::SecretsManager("the-pepper".to_owned());
    PepperKeeper::read(&aws, &source).await.unwrap()
}

fn secret(pepper: &Pepper) -> Vec<u8> {
    let network = shared::domain::network::Network::of("192.0.2.1".parse().unwrap());
    network.keyed_hash(pepper).as_bytes().to_vec()
}

#[tokio::test]
async fn a_first_pepper_has_no_previous_version() {
    let world = World::new().await;
    keep(&world.wire, &Arc::new(Mutex::new(vec![("v1", "first")])));
    let peppers = keeper(&world).await.known();
    assert_eq!(peppers.current.version().as_str(), "v1");
    assert!(peppers.previous.is_none());
    assert_eq!(world.wire.operations(), ["GetSecretValue"; 2]);
}

#[tokio::test]
async fn a_rotation_reaches_a_running_sandbox_and_costs_it_one_reading() {
    let world = World::new().await;
    let versions = Versions::new(Mutex::new(vec![("v1", "first")]));
    keep(&world.wire, &versions);
    let keeper = keeper(&world).await;
    versions.lock().unwrap().push(("v2", "second"));
    world.wire.forget();

    let old = keeper.version(&PepperVersion::new("v1")).await.unwrap().unwrap();
    assert!(world.wire.calls().is_empty(), "a known version is not read again");
    let new = keeper.version(&PepperVersion::new("v2")).await.unwrap().unwrap();
    assert_eq!(world.wire.operations(), ["GetSecretValue"; 2]);
    keeper.version(&PepperVersion::new("v2")).await.unwrap().unwrap();
    keeper.version(&PepperVersion::new("v1")).await.unwrap().unwrap();
    assert_eq!(world.wire.operations(), ["GetSecretValue"; 2], "both are known now");
    assert_ne!(secret(&old), secret(&new));
    assert!(keeper.version(&PepperVersion::new("v0")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_is_an_error_and_no_empty_pepper() {
    let world = World::new().await;
    let config = &world.app("authenticate").config.aws;
    let allowed = world.template.allowed_actions("introspect").unwrap().clone();
    let aws = Aws::through(config, world.wire.client("introspect", allowed));
    let source = PepperSource::SecretsManager("the-pepper".to_owned());
    let refused = PepperKeeper::read(&aws, &source).await;
    assert!(refused.is_err(), "introspect may not read the pepper");
}
