namespace Bifrost.Gateway.Providers;

/// <summary>Where a vendor's wire, or bill, differs from OpenAI's, as the vendor documents it.</summary>
public sealed record ProviderQuirks
{
    public static ProviderQuirks None { get; } = new();

    /// <summary>Top-level fields of a body that the vendor answers with an error; they are taken out before it is sent.</summary>
    public IReadOnlyList<string> RefusedFields { get; init; } = [];

    public StreamedUsage StreamedUsage { get; init; }

    public OutputCapName OutputCap { get; init; }

    /// <summary>Audio to be listened to is billed for at least so many seconds.</summary>
    public int LeastAudioSeconds { get; init; }

    /// <summary>Whether a body has to be looked through before it is sent.</summary>
    internal bool EditsBody => RefusedFields.Count > 0 || OutputCap == OutputCapName.MaxTokens;
}
