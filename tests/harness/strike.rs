//! Something that happens between two calls to the table.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;

use crate::{Verdict, WireCall, World};

impl World {
    /// Does this once, before the first call of a function from now on for which it is time. Its own
    /// calls pass, and so do all that come after it.
    pub fn strike<D, F>(
        self: &Arc<Self>,
        is_time: impl Fn(usize, &WireCall) -> bool + Send + Sync + 'static,
        deed: D,
    ) where
        D: FnOnce(Arc<Self>) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        self.wire.plan(striking(Arc::clone(self), is_time, deed));
    }

    /// The same before a call of `admin`.
    pub fn strike_operator<D, F>(
        self: &Arc<Self>,
        is_time: impl Fn(usize, &WireCall) -> bool + Send + Sync + 'static,
        deed: D,
    ) where
        D: FnOnce(Arc<Self>) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        self.wire.plan_operator(striking(Arc::clone(self), is_time, deed));
    }
}

fn striking<D, F>(
    world: Arc<World>,
    is_time: impl Fn(usize, &WireCall) -> bool,
    deed: D,
) -> impl Fn(usize, WireCall) -> BoxFuture<'static, Verdict>
where
    D: FnOnce(Arc<World>) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let deed = Mutex::new(Some(deed));
    move |number, call| {
        let world = Arc::clone(&world);
        let deed = is_time(number, &call).then(|| deed.lock().unwrap().take()).flatten();
        Box::pin(async move {
            if let Some(deed) = deed {
                world.wire.heal();
                deed(world).await;
            }
            Verdict::Pass
        })
    }
}
