using System.Text.Json;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Providers;

/// <summary>Asks a provider for its models: the connection test, and what <c>GET /v1/models</c> is made of.</summary>
public sealed class ModelLister(UpstreamConnections connections, KeyCredentials credentials, TimeProvider time)
{
    private const int MaxBody = 8 * 1024 * 1024;
    private const int MaxModels = 10_000;

    /// <summary>What stands before a model's name in Google's lists.</summary>
    private const string GoogleCollection = "models/";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks with one key (null: without any). Never throws for what the provider does.</summary>
    public async Task<ModelListing> AskAsync(ProviderSnapshot provider, ProviderKeySnapshot? key, CancellationToken cancellationToken = default)
    {
        if (ProviderCatalog.Find(provider.Kind) is not { } adapter || (provider.BaseUrl ?? (key is null ? null : adapter.BaseUrlOf(key)) ?? adapter.Descriptor.DefaultBaseUrl) is not { } baseUrl)
        {
            return Failed($"The kind {provider.Kind} needs a base URL.");
        }

        if (adapter.ModelsPathOf(provider) is not { } path)
        {
            return Failed($"{adapter.Descriptor.DisplayName} documents no list of models, so the key cannot be tried before a call is made.") with { IsUnlisted = true };
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, adapter.BaseUrlOf(baseUrl.TrimEnd('/')) + path);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var (name, value) in provider.ExtraHeaders)
        {
            request.Headers.TryAddWithoutValidation(name, value.Reveal());
        }

        try
        {
            await (key is null ? default : adapter.AuthenticateAsync(new UpstreamCall(request, null, provider, key, credentials), either.Token));
            using var response = await connections.For(provider).SendAsync(request, either.Token);
            return (int)response.StatusCode == 200 ? await ReadAsync(response, either.Token) : Failed(InWords((int)response.StatusCode, key));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or CredentialException)
        {
            return NoAnswer(exception, baseUrl);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"No answer from {new Uri(baseUrl).Authority} within {Patience.TotalSeconds:0} s.");
        }
    }

    // Who may test may know the server's paths; callers read less.
    private ModelListing NoAnswer(Exception exception, string baseUrl) => exception is CertificateFileException
        ? Failed($"Not asked: {exception.Message}")
        : exception is CredentialException { IsRefused: true } ? Failed(exception.Message)
        : Failed($"No answer from {new Uri(baseUrl).Authority}: {ConnectionFailure.InWords(exception)}", IsPrivate(exception));

    private static bool IsPrivate(Exception? exception) =>
        exception is not null && (exception is EgressRefusedException || IsPrivate(exception.InnerException));

    private static string InWords(int status, ProviderKeySnapshot? key) => status switch
    {
        401 when key is null => "The provider asks for a key (401).",
        401 => "The provider refused the key (401): it is wrong, revoked or of another account.",
        403 => "The provider knows the key but does not allow it to list models (403).",
        404 => "There is no /models below this address (404): the base URL usually ends in /v1.",
        429 => "The provider limits the rate of requests or the account is out of credit (429).",
        >= 300 and < 400 => $"The provider redirects ({status}), and redirects are not followed: give the final address.",
        _ => $"The provider answered {status}.",
    };

    private async Task<ModelListing> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var bounded = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            bounded.Write(buffer, 0, read);
            if (bounded.Length > MaxBody)
            {
                return Failed("The list of models is too long to be one.");
            }
        }

        try
        {
            using var json = JsonDocument.Parse(bounded.GetBuffer().AsMemory(0, (int)bounded.Length), new JsonDocumentOptions { MaxDepth = 32 });
            return ListIn(json.RootElement) is { } list
                ? new ModelListing(Names(list), null, false, time.GetUtcNow().UtcDateTime)
                : Failed("The answer is JSON, but no list of models: is the base URL right?");
        }
        catch (JsonException)
        {
            return Failed("The answer is not JSON: is this the address of an OpenAI-compatible API?");
        }
    }

    /// <summary>OpenAI wraps the list in an object; some vendors send it as it is.</summary>
    private static JsonElement? ListIn(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array ? root
        : JsonValue.Field(root, "data") is { ValueKind: JsonValueKind.Array } data ? data
        : JsonValue.Field(root, "models") is { ValueKind: JsonValueKind.Array } models ? models
        : null;

    private static List<string> Names(JsonElement entries)
    {
        var names = new List<string>();
        foreach (var entry in entries.EnumerateArray())
        {
            if (names.Count < MaxModels && (JsonValue.Text(entry, "id") ?? JsonValue.Text(entry, "name")) is { Length: > 0 and <= 256 } name && !name.Any(char.IsControl))
            {
                names.Add(name.StartsWith(GoogleCollection, StringComparison.Ordinal) ? name[GoogleCollection.Length..] : name);
            }
        }

        return names;
    }

    private ModelListing Failed(string why, bool isPrivate = false) => new([], why, isPrivate, time.GetUtcNow().UtcDateTime);
}
