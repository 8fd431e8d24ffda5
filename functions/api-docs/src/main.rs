//! Starts the endpoint; the endpoint itself is `lib.rs`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    shared::http::serve(shared::app::App::without_aws, api_docs::handle).await
}
