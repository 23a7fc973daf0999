using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Embeddings;

/// <summary>A request for vectors of texts, in no vendor's words.</summary>
internal sealed class EmbeddingRequest
{
    private static readonly JsonElement Unread = JsonSerializer.SerializeToElement(true);

    /// <summary>As the caller wrote it.</summary>
    public string Model { get; set; } = "";

    public List<string> Texts { get; } = [];

    /// <summary>Numbers that each vector is to have; null for the model's own.</summary>
    public long? Dimensions { get; set; }

    /// <summary>Null where the caller does not say.</summary>
    public EmbeddingPurpose? Purpose { get; set; }

    /// <summary>The caller wants each vector as base64 of little-endian floats of 32 bits.</summary>
    public bool AsBase64 { get; set; }

    public string? EndUser { get; set; }

    /// <summary>Names of the caller's fields that nothing else here says: each is left out in another dialect.</summary>
    public List<string> Others { get; } = [];

    /// <summary>What no other dialect has and the vectors depend on; null where there is no such thing.</summary>
    public ScanError? Untranslatable { get; set; }

    /// <summary>The same texts as messages, to be measured as every call is.</summary>
    public ChatRequest AsChat()
    {
        var chat = new ChatRequest { Model = Model, EndUser = EndUser, IsOpenEnded = Untranslatable is not null };
        foreach (var text in Texts)
        {
            chat.Messages.Add(new ChatMessage(ChatRole.User, text));
        }

        // Their names are looked at: one of them may be read as another by the provider. Ollama's options bound nothing here.
        Others.FindAll(x => x != "options").ForEach(x => chat.Others.Add(new(x, Unread)));
        return chat;
    }

    /// <summary>Vectors as base64: the bytes of 32-bit floats, little-endian, as OpenAI has them.</summary>
    public static string Base64Of(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        return Convert.ToBase64String(bytes);
    }
}
