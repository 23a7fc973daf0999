using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;
using Bifrost.Gateway.WireFormats.OllamaChat;
using Bifrost.Gateway.WireFormats.OpenAi;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Admission;

/// <summary>Takes the body in, reads what the gateway acts on, and attributes the call. Limits and budgets join it here.</summary>
internal sealed class Admitter(BodyReader bodies, ReadRoom room)
{
    /// <summary>What curl says of a body unless told otherwise; Ollama's documentation does not tell it, and its server does not look.</summary>
    private const string CurlsOwn = "application/x-www-form-urlencoded";

    /// <summary>Null when the exchange has its body and its scan.</summary>
    public async ValueTask<Refusal?> AdmitAsync(Exchange exchange)
    {
        var request = exchange.Context.Request;
        if (CheckContent(exchange, request) is { } wrongType)
        {
            return wrongType;
        }

        if (RequestTags.Apply(exchange) is { } wrongTags)
        {
            return wrongTags;
        }

        exchange.BeginWaiting();
        var (body, refusal) = await bodies.ReadAsync(request, exchange.RequestAborted);
        exchange.EndWaiting();
        if (body is null)
        {
            return refusal;
        }

        exchange.Body = body;
        if (exchange.Operation == Operation.Passthrough)
        {
            AdmitRaw(exchange, exchange.Context.Features.Get<ProviderPath>()!, body);
            return null;
        }

        return exchange.Caller is { IsForeign: true, IsNative: false } ? Measure(exchange, body) : Scan(exchange, body);
    }

    private static void AdmitRaw(Exchange exchange, ProviderPath path, RequestBody body)
    {
        Note(exchange, RequestMeasure.OfRaw(path.Provider, body.Length));
        if (exchange.Runtime.Providers.TryGetValue(path.Provider, out var provider))
        {
            exchange.Raw = RawCall.Of(exchange.Context.Request, path, provider.Adapter, body.Bytes.Span);
            exchange.Units = exchange.Raw?.Units ?? default;
        }
    }

    private static Refusal? Scan(Exchange exchange, RequestBody body)
    {
        var model = CallPath.Of(exchange.Context).Model;
        RequestScan? scan;
        ScanError error;
        var accepted = exchange.Operation.IsMultipart && Operation.IsForm(exchange.Context.Request.ContentType)
            ? MultipartScanner.TryScan(body.Bytes.Span, exchange.Context.Request.ContentType, model, exchange.Operation.Unit, out scan, out error)
            : RequestScanner.TryScan(body.Bytes.Span, model, out scan, out error);
        if (!accepted)
        {
            return new Refusal.InvalidRequest(error.Param, error.Message);
        }

        if (scan!.Background)
        {
            // Its answer ends before its usage exists: it could not be accounted.
            return new Refusal.InvalidRequest("background", "Background responses are not supported yet: leave background out.");
        }

        Note(exchange, scan);
        if (exchange.Operation.Unit != BilledUnit.None)
        {
            exchange.Units = RequestUnits.Of(exchange.Operation, scan, body.Bytes.Span);
        }

        return null;
    }

    /// <summary>A chat in a dialect that is not OpenAI's: read whole, and measured on what was read.</summary>
    private Refusal? Measure(Exchange exchange, RequestBody body)
    {
        ScanError error;
        ChatRequest? chat;
        if (exchange.Caller.Embedding is { } format)
        {
            chat = format.TryReadRequest(body.Bytes, CallPath.Of(exchange.Context), out var embedding, out error) ? embedding.AsChat() : null;
            exchange.Embedding = embedding;
        }
        else
        {
            _ = exchange.Caller.Format!.TryReadRequest(body.Bytes, CallPath.Of(exchange.Context), out chat, out error);
        }

        if (chat is null)
        {
            return new Refusal.InvalidRequest(error.Param, error.Message);
        }

        exchange.Chat = chat;
        chat.Stream &= exchange.Operation.Stream != StreamKind.None;
        var (scan, wrong) = RequestMeasure.Of(chat, body.Length);
        if (scan is null)
        {
            return new Refusal.InvalidRequest(wrong.Param, wrong.Message);
        }

        Note(exchange, scan);
        return room.Take(exchange, (long)scan.Items + scan.InnerObjects);
    }

    private static void Note(Exchange exchange, RequestScan scan)
    {
        exchange.Scan = scan;
        var record = exchange.Record;
        record.Streamed = scan.Stream;
        record.EndUser ??= scan.EndUser;
        record.ServiceTier = scan.ServiceTier;
        record.Headers = RequestHeaderList.Describe(exchange.Context.Request.Headers);
        record.AdmittedMicros = exchange.Elapsed;
    }

    private static Refusal.InvalidRequest? CheckContent(Exchange exchange, HttpRequest request)
    {
        var operation = exchange.Operation;
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            return new("content-encoding", "Send the body without compression.");
        }

        if (operation == Operation.Passthrough)
        {
            return null;
        }

        var asOllama = request.ContentType == CurlsOwn && exchange.Caller.Format is OllamaChatFormat or OllamaGenerateFormat;
        return asOllama || operation.Takes(request.ContentType) ? null
            : new("content-type", !operation.IsMultipart ? "The body must be application/json in UTF-8."
                : operation.MayBeJson ? "The body must be multipart/form-data, or application/json in UTF-8." : "The body must be multipart/form-data.");
    }
}
