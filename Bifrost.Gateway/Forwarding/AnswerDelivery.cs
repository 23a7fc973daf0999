using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Gives an answer to the caller: whole, after it is settled; or through a tap that settles it at its end.</summary>
internal sealed class AnswerDelivery(Exchange exchange, Attempt attempt, AttemptClock clock, Settlement settlement)
{
    /// <summary>The whole answer is here: settle it, write it.</summary>
    /// <param name="response">The provider's.</param>
    /// <param name="metered">What it costs.</param>
    /// <param name="body">As the provider sent it.</param>
    /// <param name="written">As the caller gets it.</param>
    /// <param name="type">Of <paramref name="written"/>; null for the provider's own.</param>
    /// <returns>False: YARP has nothing to copy.</returns>
    public async ValueTask<bool> AnswerAsync(HttpResponseMessage response, MeteredResponse metered, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> written, string? type = null)
    {
        // The provider has done its part: its limits say nothing about how fast the caller reads.
        clock.Release();
        if (metered.Usage is null)
        {
            await metered.Output.LoadAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        attempt.NoteOn(exchange.Record, exchange.Elapsed);
        exchange.Record.FirstTokenMicros = exchange.Record.HeadersMicros;
        exchange.Capture?.Append(body.Span);
        settlement.OnCompleted(metered.ToOutcome(OutcomeKind.Completed) with { OutputTextBytes = body.Length });
        if (exchange.RequestAborted.IsCancellationRequested)
        {
            return false;
        }

        WriteHead(response, type);
        if (attempt.Status is 204 or 205)
        {
            // These have no body, and say no length of it.
            return false;
        }

        exchange.Context.Response.ContentLength = written.Length;
        await exchange.Context.Response.Body.WriteAsync(written, exchange.RequestAborted);
        return false;
    }

    /// <summary>The answer goes on through a tap.</summary>
    /// <param name="response">The provider's; its content is replaced.</param>
    /// <param name="content">What YARP copies: the tap, or what lies over it.</param>
    /// <param name="type">Of the content; null for the provider's own.</param>
    /// <returns>True: YARP is to copy.</returns>
    public bool Tap(HttpResponseMessage response, Stream content, string? type = null)
    {
        clock.Release();
        attempt.NoteOn(exchange.Record, exchange.Elapsed);
        WriteHead(response, type);
        response.Content = new TapContent(content);
        exchange.BeginWaiting();
        return true;
    }

    private void WriteHead(HttpResponseMessage response, string? type)
    {
        var caller = exchange.Context.Response;
        ResponseHeaderList.Copy(response, caller);
        if (type is not null)
        {
            caller.ContentType = type;
        }

        if (!IsInert(caller.ContentType))
        {
            // A page of a provider's, or a picture that is a program, on the console's own address: whoever opens it there is signed in.
            caller.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        }

        AnswerHeaders.Write(exchange);
        caller.StatusCode = attempt.Status;
    }

    /// <summary>Browsers show it as text, whatever is in it.</summary>
    private static bool IsInert(string? type) =>
        type is null || Is(type, "application/json") || Is(type, "text/event-stream");

    private static bool Is(string type, string expected) =>
        type.StartsWith(expected, StringComparison.OrdinalIgnoreCase) && (type.Length == expected.Length || type[expected.Length] is ';' or ' ');
}
