using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Identity;

/// <summary>A machine's credential for the admin API; kept as SHA-256 and the last four characters.</summary>
public sealed class AdminToken : IVersioned
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public required byte[] Hash { get; set; }

    public required string LastFour { get; set; }

    public Role Role { get; set; }

    public bool FromFile { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    public int Version { get; set; }
}
