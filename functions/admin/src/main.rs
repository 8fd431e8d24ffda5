//! Starts the function; the function itself is `lib.rs`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    shared::invoke::serve(shared::app::App::without_pepper, admin::handle).await
}
