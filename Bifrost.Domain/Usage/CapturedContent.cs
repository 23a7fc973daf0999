namespace Bifrost.Domain.Usage;

/// <summary>A request's and an answer's bytes, kept only for keys with content capture, encrypted and bound to the record.</summary>
public sealed class CapturedContent
{
    public Guid RecordId { get; set; }

    public byte[]? EncryptedRequest { get; set; }

    public byte[]? EncryptedResponse { get; set; }

    public bool Truncated { get; set; }

    public DateTime ExpiresAt { get; set; }

    /// <summary>What <see cref="EncryptedRequest"/> is bound to.</summary>
    public static string RequestPlace(Guid recordId) => $"captured_contents/{recordId}/request";

    /// <summary>What <see cref="EncryptedResponse"/> is bound to.</summary>
    public static string ResponsePlace(Guid recordId) => $"captured_contents/{recordId}/response";
}
