using Microsoft.AspNetCore.Identity;

namespace Bifrost.Domain.Identity;

/// <summary>A person signed in to the console. The user name is the e-mail address.</summary>
public sealed class Operator : IdentityUser<Guid>
{
    public Operator() => Id = Guid.CreateVersion7();

    /// <summary>How the audit trail and lists call the person.</summary>
    public string DisplayName { get; set; } = "";

    public Role Role { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime? LastSignInAt { get; set; }

    public DateTime? DisabledAt { get; set; }
}
