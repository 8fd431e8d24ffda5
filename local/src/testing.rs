//! For tests that go through a socket.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends bytes to a server and reads until it hangs up.
pub(crate) async fn exchange(address: SocketAddr, sent: &[u8]) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let (mut reader, mut writer) = socket.split();
    let mut received = Vec::new();
    // Both at once: an answer may come, and the connection end, before everything is sent.
    let (_, read) = tokio::join!(writer.write_all(sent), reader.read_to_end(&mut received));
    assert!(read.is_ok() || !received.is_empty());
    String::from_utf8_lossy(&received).into_owned()
}
