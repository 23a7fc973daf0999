using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Embeddings;

/// <summary>One vendor's way of asking for vectors of texts and of giving them. Reading never throws for what is in the bytes.</summary>
internal interface IEmbeddingFormat
{
    /// <summary>The chat dialect of the same vendor: its errors are the same.</summary>
    IWireFormat Dialect { get; }

    /// <summary>Reads a caller's body.</summary>
    /// <param name="root">An object.</param>
    /// <param name="request">Takes what was read; its model is set where the path names it.</param>
    /// <param name="fields">Keeps the first complaint.</param>
    void ReadRequest(JsonElement root, EmbeddingRequest request, BodyFields fields);

    /// <summary>Writes a body for a provider; names what it cannot say.</summary>
    /// <param name="request">One without anything untranslatable.</param>
    /// <param name="model">As the provider spells it.</param>
    /// <param name="drop">Takes the caller's name of a field that is left out.</param>
    /// <param name="json">Takes the object.</param>
    void WriteRequest(EmbeddingRequest request, string model, Action<string> drop, Utf8JsonWriter json);

    /// <summary>Reads a provider's answer; false when it is none.</summary>
    bool TryReadAnswer(JsonElement root, [NotNullWhen(true)] out EmbeddingAnswer? answer);

    void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, AnswerFrame frame, Utf8JsonWriter json);

    /// <summary>The caller's own body for a provider of this dialect, where more than a top-level <c>model</c> has to change; null where not.</summary>
    byte[]? Rename(ReadOnlyMemory<byte> body, string model) => null;
}
