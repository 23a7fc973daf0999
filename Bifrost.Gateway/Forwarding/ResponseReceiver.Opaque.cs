using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <content>Answers that pass as they are: images, speech, raw calls.</content>
internal sealed partial class ResponseReceiver
{
    private bool TapOpaque(HttpResponseMessage response, Stream upstream, MeteredResponse metered)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        var reader = PassingReaders.Of(exchange, type, metered);
        if (reader is null && exchange is { Outlives: true, Reservation: not { IsHard: true } })
        {
            // Nothing in it tells what it costs: to read it when nobody listens would only make it dearer.
            exchange.RequestAborted.UnsafeRegister(static x => ((AttemptClock)x!).Cancel(), clock);
        }

        return Tap(response, ResponseTapStream.ForBinary(upstream, metered, response.Content.Headers.ContentLength, TapContext() with { Passing = reader, IsFramed = PassingReaders.IsFramed(type) }));
    }
}
