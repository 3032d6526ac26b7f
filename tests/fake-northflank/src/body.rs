//! The body of a response: whole, or broken off half-way.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Bytes, Frame, SizeHint};

/// One chunk of bytes and, where it is to break off, an error behind it.
#[derive(Debug)]
pub(crate) struct Body {
    chunk: Option<Bytes>,
    announced: u64,
    ending: Ending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Regular,
    /// hyper writes nothing out before a body has had to wait: an error right
    /// behind the chunk would take the headers with it.
    AfterFlush,
    Broken,
}

impl Body {
    /// All of `text`.
    pub(crate) fn whole(text: String) -> Self {
        Self {
            announced: length(&text),
            chunk: Some(Bytes::from(text)).filter(|chunk| !chunk.is_empty()),
            ending: Ending::Regular,
        }
    }

    /// The first half of `text` under a length that announces all of it.
    pub(crate) fn half(text: String) -> Self {
        // Less than two bytes have no half that is missing.
        let announced = length(&text).max(2);
        let bytes = Bytes::from(text);
        Self {
            announced,
            chunk: Some(bytes.slice(..bytes.len() / 2)).filter(|chunk| !chunk.is_empty()),
            ending: Ending::AfterFlush,
        }
    }
}

fn length(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(chunk) = self.chunk.take() {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        match self.ending {
            Ending::Regular => Poll::Ready(None),
            Ending::AfterFlush => {
                self.ending = Ending::Broken;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Ending::Broken => Poll::Ready(Some(Err(io::Error::other("scripted end in the body")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.chunk.is_none() && self.ending == Ending::Regular
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
