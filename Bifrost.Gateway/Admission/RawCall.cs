using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats.Embeddings;
using Bifrost.Gateway.WireFormats.OpenAi;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Admission;

/// <summary>
/// A raw call by a path that Bifrost knows of its provider: it is billed as the operation is. Its body passes as it is, and is believed
/// only where it would be accepted by the operation's own route; else it stays unpriced.
/// </summary>
/// <param name="Operation">Billed by other units than the tokens of a chat.</param>
/// <param name="Model">As the body, or the path, names it.</param>
/// <param name="Units">What the body proves.</param>
internal sealed record RawCall(Operation Operation, string Model, UsageUnits Units)
{
    private static readonly Operation[] Known =
        [Operation.Images, Operation.ImageEdits, Operation.ImageVariations, Operation.Speech, Operation.Transcriptions, Operation.Translations];

    /// <summary>Null for every other raw call.</summary>
    /// <param name="request">The caller's.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="adapter">Of its provider.</param>
    /// <param name="body">Whole.</param>
    public static RawCall? Of(HttpRequest request, ProviderPath path, IProviderAdapter adapter, ReadOnlySpan<byte> body)
    {
        if (!HttpMethods.IsPost(request.Method) || OperationOf(path.Path, adapter) is not { } operation || !operation.Takes(request.ContentType))
        {
            return null;
        }

        var accepted = operation.IsMultipart && Operation.IsForm(request.ContentType)
            ? MultipartScanner.TryScan(body, request.ContentType, path.Model, operation.Unit, out var scan, out _)
            : RequestScanner.TryScan(body, path.Model, out scan, out _);
        return accepted ? new RawCall(operation, scan!.Model, RequestUnits.Of(operation, scan, body)) : null;
    }

    private static Operation? OperationOf(string path, IProviderAdapter adapter)
    {
        var plain = Uri.UnescapeDataString(path).TrimEnd('/');
        foreach (var operation in Known)
        {
            if (adapter.PathOf(operation) is not null && plain.EndsWith("/" + operation.Path, StringComparison.OrdinalIgnoreCase))
            {
                return operation;
            }
        }

        var ranks = adapter.NativePath(Operation.Rerank, "") is not null || adapter.Descriptor.Operations.HasFlag(ProviderOperations.Rerank);
        return ranks && plain.EndsWith("/rerank", StringComparison.OrdinalIgnoreCase) ? Operation.Rerank
            : adapter.EmbeddingOf("", EmbeddingFormats.OpenAi) is { } way && plain.EndsWith(way.Path, StringComparison.OrdinalIgnoreCase) ? Operation.Embeddings
            : null;
    }
}
