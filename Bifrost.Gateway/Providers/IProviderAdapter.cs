using Bifrost.Domain.Governance;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;

namespace Bifrost.Gateway.Providers;

/// <summary>The code for one kind of provider: its address, its authentication, its peculiarities.</summary>
internal interface IProviderAdapter
{
    ProviderDescriptor Descriptor { get; }

    /// <summary>The dialect in which a model of the kind is asked for a chat by callers of another.</summary>
    IWireFormat ChatOf(string model);

    /// <summary>Where a chat in that dialect is asked for: below the base URL, with a leading slash and what the query must say.</summary>
    /// <param name="model">As the provider spells it; it may hold any character.</param>
    /// <param name="stream">Whether the answer is to come in events.</param>
    string ChatPath(string model, bool stream);

    /// <summary>The path below the base URL of an operation in OpenAI's wire format, with a leading slash; null where the kind does not have it so.</summary>
    string? PathOf(Operation operation);

    /// <summary>Where it counts the tokens of a chat in that dialect, as <see cref="ChatPath"/> says it; null where it does not.</summary>
    string? CountPath(string model) => null;

    /// <summary>Whether it only speaks the dialect of a vendor who counts, so that it may have no such path.</summary>
    bool MayLackCount => false;

    /// <summary>How and where vectors are asked for by callers whose dialect does not pass; null where the kind has none.</summary>
    /// <param name="model">As the provider spells it.</param>
    /// <param name="asked">The caller's own way, for kinds that have several.</param>
    (IEmbeddingFormat Format, string Path)? EmbeddingOf(string model, IEmbeddingFormat asked) =>
        PathOf(Operation.Embeddings) is { } path ? (EmbeddingFormats.OpenAi, path) : null;

    /// <summary>Where a vendor's own operation, which no other vendor's dialect has, is asked for; null where the kind does not have it.</summary>
    string? NativePath(Operation operation, string model) => null;

    /// <summary>Beginnings of the names of the vendor's own request headers, with the hyphen: callers' headers of these names go upstream to it alone. Of a translated call only the first counts, which is of its own dialect.</summary>
    IReadOnlyList<string> HeaderPrefixes => [];

    /// <summary>Where the kind lists its models: below the base URL, with a leading slash; null where it documents none.</summary>
    string? ModelsPath => Descriptor.ModelsPath;

    /// <summary>What images and audio cost at most with a model of this kind, in tokens as the provider bills them.</summary>
    MediaBound MediaOf(ReadOnlySpan<char> model);

    /// <summary>The address of calls with this key where it is the key that tells it; null where it is the provider's.</summary>
    string? BaseUrlOf(ProviderKeySnapshot key) => null;

    /// <summary>A provider's address as its paths are put after it.</summary>
    string BaseUrlOf(string configured) => configured;

    /// <summary>As <see cref="ChatPath(string, bool)"/>, where the key is part of the path.</summary>
    string ChatPath(ProviderKeySnapshot key, string model, bool stream) => ChatPath(model, stream);

    /// <summary>As <see cref="PathOf(Operation)"/>, where it depends on more than the operation; null where it does not.</summary>
    string? PathOf(Operation operation, ProviderSnapshot provider, ProviderKeySnapshot key, string model) => null;

    /// <summary>As <see cref="ModelsPath"/>, for one provider.</summary>
    string? ModelsPathOf(ProviderSnapshot provider) => ModelsPath;

    /// <summary>Whether an error is about our key and not about what the caller asks for.</summary>
    bool IsOurFault(HttpResponseMessage error) => (int)error.StatusCode == 401;

    /// <summary>The provider's class of error where its body does not name it; lower case with underscores.</summary>
    string? ErrorCodeOf(HttpResponseMessage error) => null;

    /// <summary>Puts the provider's own credential on the request: at once, or when a token has been fetched.</summary>
    /// <exception cref="CredentialException">There is none to be had.</exception>
    ValueTask AuthenticateAsync(UpstreamCall call, CancellationToken cancellationToken);
}
