namespace Bifrost.Domain.Providers;

/// <summary>The secret presented upstream. Stored encrypted; only its last four characters are ever shown.</summary>
public sealed class ProviderKey
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid ProviderId { get; set; }

    /// <summary>Unique within its provider.</summary>
    public required string Name { get; set; }

    /// <summary>AES-256-GCM under the master key, bound to this row; null where the provider asks for no key.</summary>
    public byte[]? EncryptedValue { get; set; }

    public string? LastFour { get; set; }

    /// <summary>SHA-256 of the value, so that a re-applied file does not look like a change.</summary>
    public byte[]? ValueHash { get; set; }

    /// <summary>What the kind has beside the value and is no secret, by the names of <see cref="KeyFields"/>.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];

    /// <summary>The names of the secret fields that are stored.</summary>
    public List<string> SecretNames { get; set; } = [];

    /// <summary>The secret fields as a JSON object, encrypted as the value is; null is none.</summary>
    public byte[]? EncryptedSecrets { get; set; }

    /// <summary>SHA-256 of the secret fields, as <see cref="ValueHash"/>.</summary>
    public byte[]? SecretsHash { get; set; }

    /// <summary>Share of requests relative to the provider's other keys; 0 is used only when no other is left.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>Upstream model patterns that this key serves; null serves all.</summary>
    public List<string>? Models { get; set; }

    public DateTime? DisabledAt { get; set; }
}
