//! The gateway on a socket.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequest, Request, State};
use http::{Response, StatusCode};
use tokio::net::TcpListener;

use super::{Dispatch, Gateway, MAXIMUM_BODY, answer};

/// Serves the gateway until the process ends. Whatever one request does, the next one is answered.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, gateway: Gateway, dispatch: Dispatch) -> io::Result<()> {
    let router = Router::new()
        .fallback(handle)
        .layer(DefaultBodyLimit::max(MAXIMUM_BODY))
        .with_state((gateway, dispatch));
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await
}

async fn handle(
    State((gateway, dispatch)): State<(Gateway, Dispatch)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let sent = Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let answer = match sent {
        Ok(body) => {
            // A listener on [::] sees IPv4 peers as mapped addresses; API Gateway shows them plain.
            let source_ip = peer.ip().to_canonical();
            let request = http::Request::from_parts(parts, body);
            gateway.handle(request, source_ip, &dispatch).await
        }
        Err(rejection) => answer::gateway(status(&rejection)),
    };
    answer.map(Body::from)
}

fn status(rejection: &BytesRejection) -> StatusCode {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    }
}
