using Bifrost.Domain.Identity;

namespace Bifrost.Domain.Audit;

/// <summary>Who acts, and from where: passed to every command, which checks the role and writes it into the event.</summary>
/// <param name="Role">Null may do nothing.</param>
public sealed record Actor(ActorKind Kind, Guid? Id, string Name, Role? Role, string? SourceAddress = null, string? UserAgent = null, string? CorrelationId = null)
{
    /// <summary>The person at the machine: may do what an admin may.</summary>
    public static Actor CommandLine { get; } = new(ActorKind.CommandLine, null, "command line", Identity.Role.Admin);

    /// <summary>The applied governance file.</summary>
    public static Actor GovernanceFile { get; } = new(ActorKind.GovernanceFile, null, "governance file", Identity.Role.Admin);

    /// <summary>The process itself.</summary>
    public static Actor System { get; } = new(ActorKind.System, null, "bifrost", Identity.Role.Admin);

    /// <summary>Nobody known.</summary>
    public static Actor Anonymous { get; } = new(ActorKind.Anonymous, null, "anonymous", null);

    /// <summary>Somebody whose session could not be looked up, because the database is away: every change answers so.</summary>
    public static Actor Unchecked { get; } = new(ActorKind.Anonymous, null, "unchecked", null);

    public bool MayWrite => Role == Identity.Role.Admin;
}
