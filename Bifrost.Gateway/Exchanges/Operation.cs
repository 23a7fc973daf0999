using Bifrost.Domain.Usage;
using Microsoft.Net.Http.Headers;

namespace Bifrost.Gateway.Exchanges;

/// <summary>One thing that a caller may ask of a provider, and how its bytes look.</summary>
/// <param name="Path">Below the mount and below the provider's base URL alike.</param>
/// <param name="Name">For records and telemetry; OpenTelemetry's name where it has one.</param>
/// <param name="Stream">What a streamed answer consists of.</param>
/// <param name="IsMultipart">The body is a form with files rather than JSON.</param>
/// <param name="MayBeJson">The body of what is a form may be JSON as well.</param>
/// <param name="HasTokens">It is billed by the tokens that we see, so that an answer without usage is counted by us.</param>
/// <param name="Unit">What it is billed by beside tokens, or instead of them.</param>
/// <param name="IsFree">No provider charges for it: no budget refuses it, and its record says $0.00.</param>
public sealed record Operation(string Path, string Name, StreamKind Stream, bool IsMultipart = false, bool MayBeJson = false, bool HasTokens = true, BilledUnit Unit = BilledUnit.None, bool IsFree = false)
{
    public static readonly Operation Chat = new("chat/completions", "chat", StreamKind.ChatChunks);
    public static readonly Operation Completions = new("completions", "text_completion", StreamKind.ChatChunks);
    public static readonly Operation Embeddings = new("embeddings", "embeddings", StreamKind.None);
    public static readonly Operation Responses = new("responses", "responses", StreamKind.ResponseEvents);
    public static readonly Operation Moderations = new("moderations", "moderation", StreamKind.None);
    public static readonly Operation Images = new("images/generations", "image_generation", StreamKind.Opaque, HasTokens: false, Unit: BilledUnit.Images);

    /// <summary>Images from images: files in a form, or their addresses in JSON.</summary>
    public static readonly Operation ImageEdits = new("images/edits", "image_edit", StreamKind.Opaque, IsMultipart: true, MayBeJson: true, HasTokens: false, Unit: BilledUnit.Images);

    /// <summary>More of an image like one; models that have it are billed by the image.</summary>
    public static readonly Operation ImageVariations = new("images/variations", "image_variation", StreamKind.Opaque, IsMultipart: true, HasTokens: false, Unit: BilledUnit.Images);

    public static readonly Operation Speech = new("audio/speech", "speech", StreamKind.Opaque, HasTokens: false, Unit: BilledUnit.Characters);
    public static readonly Operation Transcriptions = new("audio/transcriptions", "transcription", StreamKind.Opaque, IsMultipart: true, HasTokens: false, Unit: BilledUnit.AudioMilliseconds);

    /// <summary>Speech in any language to English text.</summary>
    public static readonly Operation Translations = new("audio/translations", "translation", StreamKind.Opaque, IsMultipart: true, HasTokens: false, Unit: BilledUnit.AudioMilliseconds);

    /// <summary>How many tokens a chat would have; not one of OpenAI's.</summary>
    public static readonly Operation CountTokens = new("count_tokens", "count_tokens", StreamKind.None, HasTokens: false, IsFree: true);

    /// <summary>Documents in the order of their relevance; not one of OpenAI's, and billed by searches.</summary>
    public static readonly Operation Rerank = new("rerank", "rerank", StreamKind.None, HasTokens: false, Unit: BilledUnit.SearchUnits);

    /// <summary>A model in its own vendor's words, through Bedrock; what it costs is known where the answer's headers say it, or its last event.</summary>
    public static readonly Operation Invoke = new("invoke", "invoke", StreamKind.Opaque, HasTokens: false);

    /// <inheritdoc cref="Invoke"/>
    public static readonly Operation InvokeStream = new("invoke-with-response-stream", "invoke", StreamKind.Opaque, HasTokens: false);

    /// <summary>Anything else that a provider has, by its own path: neither read nor changed.</summary>
    public static readonly Operation Passthrough = new("passthrough", "passthrough", StreamKind.Opaque, HasTokens: false);

    /// <summary>Whether a body of this type can be read as what is asked for; another charset would have the provider read other characters than the gateway did.</summary>
    public bool Takes(string? contentType) => IsMultipart
        ? IsForm(contentType) || (MayBeJson && contentType is not null && IsJson(contentType))
        : contentType is null || IsJson(contentType);

    /// <summary>Whether the body is a form with parts.</summary>
    public static bool IsForm(string? contentType) => contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsJson(string type) =>
        type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(type, out var parsed)
            && parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!parsed.Charset.HasValue || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)));

    /// <summary>All of OpenAI's that are served.</summary>
    public static IReadOnlyList<Operation> All { get; } = [Chat, Completions, Embeddings, Responses, Moderations, Images, ImageEdits, ImageVariations, Speech, Transcriptions, Translations];
}
