//! `GET /v1/customer-portal/customer-session/introspect`

use tests::World;

#[tokio::test]
async fn tells_when_the_session_ends() {
    let world = World::new().await;
    let token = world.sign_in(world.email()).await;
    let answer = world.introspect(&token).await.expect(200);
    assert_eq!(
        answer.json(),
        serde_json::json!({ "expires_at": "2026-11-28T12:00:00Z", "return_url": null })
    );
}
