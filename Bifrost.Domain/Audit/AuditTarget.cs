namespace Bifrost.Domain.Audit;

/// <summary>What an event is about.</summary>
public sealed record AuditTarget(string Kind, string Id, string Name)
{
    public AuditTarget(string kind, Guid id, string name)
        : this(kind, id.ToString(), name)
    {
    }
}
