//! Traces: what a request and a turn of the core did and how long it took, for a collector that takes OTLP over
//! HTTP. Spans name routes, counts and statuses, never what is in events.

use std::time::Duration;

use anyhow::Context;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HeaderExtractor, HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider, Tracer};
use tracing::Instrument;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use ureq::http;

use crate::configuration::Traces;

/// How long the collector may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where traces go. What is on its way is sent when this is shut down.
pub(crate) struct Collector(SdkTracerProvider);

/// How spans reach the collector: on the exporter's own thread, which may wait.
#[derive(Debug)]
struct Client(ureq::Agent);

#[async_trait::async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        let answer = self.0.run(request.map(|body| body.to_vec()))?;
        let (parts, mut body) = answer.into_parts();
        Ok(http::Response::from_parts(parts, body.read_to_vec()?.into()))
    }
}

impl Collector {
    /// The one that is configured, if one is.
    pub(crate) fn of(traces: &Traces) -> anyhow::Result<Option<Self>> {
        if traces.endpoint.is_empty() {
            return Ok(None);
        }
        let agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).proxy(None).build();
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client(agent.into()))
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", traces.endpoint.trim_end_matches('/')))
            .with_timeout(PATIENCE)
            .build()
            .with_context(|| format!("traces.endpoint: `{}`", traces.endpoint))?;
        let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(traces.share)));
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(sampler)
            .with_resource(Resource::builder().with_service_name("voorzet").build())
            .build();
        Ok(Some(Self(provider)))
    }

    /// What makes spans of what happens.
    pub(crate) fn tracer(&self) -> Tracer {
        self.0.tracer("voorzet")
    }

    /// Sends what is on its way.
    pub(crate) fn shutdown(&self) {
        if let Err(error) = self.0.shutdown_with_timeout(PATIENCE) {
            tracing::warn!(%error, "the last traces were not delivered");
        }
    }
}

/// Makes a span of a request, within the caller's trace when it names one.
pub(crate) async fn request(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!(
        "request",
        otel.name = format!("{} {route}", request.method()),
        otel.kind = "server",
        http.request.method = %request.method(),
        http.route = route,
        http.response.status_code = tracing::field::Empty,
    );
    let caller = TraceContextPropagator::new().extract(&HeaderExtractor(request.headers()));
    // Without a subscriber for traces there is no span to put anywhere.
    let _ = span.set_parent(caller);
    let response = next.run(request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    response
}
