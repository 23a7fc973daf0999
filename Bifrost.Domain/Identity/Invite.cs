namespace Bifrost.Domain.Identity;

/// <summary>A one-time link that lets one more person in. Only the token's hash is kept.</summary>
public sealed class Invite
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required byte[] TokenHash { get; set; }

    public required string Email { get; set; }

    public Role Role { get; set; }

    public DateTime CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    public DateTime ExpiresAt { get; set; }

    public DateTime? ClaimedAt { get; set; }
}
