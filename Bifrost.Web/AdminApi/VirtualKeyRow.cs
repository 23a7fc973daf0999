namespace Bifrost.Web.AdminApi;

/// <summary>What a list and an answer show of a virtual key.</summary>
internal record VirtualKeyRow
{
    public Guid Id { get; init; }

    public required string Name { get; init; }

    public required string LastFour { get; init; }

    public string? Team { get; init; }

    public Guid? TeamId { get; init; }

    public string? Customer { get; init; }

    public Guid? CustomerId { get; init; }

    public required List<string> Models { get; init; }

    public required Dictionary<string, string> Tags { get; init; }

    public DateTime? ExpiresAt { get; init; }

    public DateTime? RevokedAt { get; init; }

    public int? CaptureContentDays { get; init; }

    /// <summary>How long the old secret goes on working after a rotation.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Whose key it is; null for a service's.</summary>
    public string? Person { get; init; }

    public bool Frozen { get; init; }

    public DateTime? LastUsedAt { get; init; }

    public bool FromFile { get; init; }

    public DateTime CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public int Version { get; init; }
}
