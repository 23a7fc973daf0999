using System.Globalization;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Fetches what a request names by its address where the provider wants the bytes. Only from public addresses, whatever the
/// provider may reach, so that no caller reads this network through a model; without redirects, within bounds of size and time.
/// </summary>
/// <param name="connections">The one way out.</param>
/// <param name="room">Of all requests together.</param>
/// <param name="time">For the limit.</param>
/// <param name="allowPrivate">Only where a test is the network.</param>
internal sealed class MediaFetcher(UpstreamConnections connections, BodyRoom room, TimeProvider time, bool allowPrivate = false)
{
    /// <summary>Bytes of all that one request has fetched.</summary>
    private const int MaxBytes = 20 * 1024 * 1024;

    private const int MaxItems = 20;
    private const string NoRoom = "there is no room for it now.";

    /// <summary>A byte is held in base64, in characters of two bytes each, and once more in the body that is sent.</summary>
    private const int HeldForByte = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Null when every part has what the provider's dialect needs.</summary>
    public async ValueTask<Refusal?> FetchAsync(Exchange exchange, ChatRequest request)
    {
        var wanted = Wanted(exchange.Passage!.Format!, request);
        if (wanted.Count == 0)
        {
            return null;
        }

        if (wanted.Count > MaxItems)
        {
            return new Refusal.InvalidRequest("messages", string.Create(CultureInfo.InvariantCulture, $"At most {MaxItems} images and files may be given by address here: this provider takes bytes alone."));
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, exchange.RequestAborted);
        var left = MaxBytes;
        var share = exchange.Room ??= new RoomShare(room);
        exchange.BeginWaiting();
        try
        {
            foreach (var part in wanted)
            {
                var (bytes, type, why) = await TryGetAsync(part.Source.Url!, left, either.Token, share);
                if (bytes is null || (why = Take(part, bytes, type)) is not null)
                {
                    return ReferenceEquals(why, NoRoom) ? BodyRoom.Full : new Refusal.InvalidRequest("messages", $"An image or file could not be fetched from its address, and this provider takes bytes alone: {why}");
                }

                left -= bytes.Length;
            }
        }
        finally
        {
            exchange.EndWaiting();
        }

        return null;
    }

    /// <summary>Puts the bytes in the place of the address; else why not: a film behind the address of an image would be billed frame by frame.</summary>
    private static string? Take(Wish wish, byte[] bytes, string? type)
    {
        var (url, named) = (wish.Source.Url!, wish.Source.MediaType);
        var fetched = Convert.ToBase64String(bytes);
        if (wish.IsImage && type is null or "application/octet-stream" or "binary/octet-stream")
        {
            type = MediaTypes.Of(MediaSource.OfData(fetched, null)) ?? named;
        }

        if (wish.IsImage && type?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) != true)
        {
            return $"what is at the address of an image is none ({new Uri(url).Host}).";
        }

        wish.Source.Fetched(fetched, type);
        return null;
    }

    private static List<Wish> Wanted(IWireFormat format, ChatRequest request)
    {
        var found = new List<Wish>();
        foreach (var message in request.Messages)
        {
            foreach (var part in message.Parts)
            {
                Look(part);
            }
        }

        return found;

        void Look(ContentPart part)
        {
            switch (part)
            {
                case ImagePart { Source: { Url: not null } image } when !format.TakesImageUrls:
                    found.Add(new(image, IsImage: true));
                    break;
                case FilePart { Source: { Url: not null } file } when !format.TakesFileUrls:
                    found.Add(new(file, IsImage: false));
                    break;
                case ToolResultPart result:
                    result.Content.ForEach(Look);
                    break;
            }
        }
    }

    /// <summary>The bytes behind an address and their type, or why not; never throws for what is there.</summary>
    /// <param name="url">The address.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="share">Takes the room of what comes.</param>
    public async Task<(byte[]? Bytes, string? Type, string? Why)> TryGetAsync(string url, int most, CancellationToken cancellationToken, RoomShare? share = null)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return (null, null, "it is no http address.");
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            using var response = await connections.For(allowPrivate, ConnectTimeout).SendAsync(request, cancellationToken);
            return (int)response.StatusCode != 200 ? (null, null, string.Create(CultureInfo.InvariantCulture, $"the answer was {(int)response.StatusCode}."))
                : response.Content.Headers.ContentEncoding.Count > 0 ? (null, null, "it is compressed.")
                : await ReadAsync(response, most, share, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, null, "it cannot be reached.");
        }
        catch (OperationCanceledException)
        {
            return (null, null, "it took too long.");
        }
    }

    private static async Task<(byte[]? Bytes, string? Type, string? Why)> ReadAsync(HttpResponseMessage response, int most, RoomShare? share, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (share?.TryGrow((long)read * HeldForByte) == false)
            {
                return (null, null, NoRoom);
            }

            kept.Write(buffer, 0, read);
            if (kept.Length > most)
            {
                return (null, null, string.Create(CultureInfo.InvariantCulture, $"it is larger than the {MaxBytes / 1024 / 1024} MiB that one request may have fetched."));
            }
        }

        return (kept.ToArray(), response.Content.Headers.ContentType?.MediaType, null);
    }

    private readonly record struct Wish(MediaSource Source, bool IsImage);
}
