//! Starts the function; the function itself is `lib.rs`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    shared::outbox::serve(send_mail::handle).await
}
