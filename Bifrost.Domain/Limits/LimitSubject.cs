using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Limits;

/// <summary>What is capped apart from owners: a model, a tag's value, end users.</summary>
public sealed class LimitSubject : IVersioned, ILimited
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public LimitSubjectKind Kind { get; set; }

    /// <summary>A model pattern, <c>tag=value</c> or <c>tag=*</c>, an end user or <c>*</c>. Unique within the kind.</summary>
    public required string Pattern { get; set; }

    public int? MaxConcurrency { get; set; }

    public bool Frozen { get; set; }

    public bool FrozenByHand { get; set; }

    /// <summary>Of a model alone.</summary>
    public UnpricedRule Unpriced { get; set; }

    /// <summary>What a call is charged under <see cref="UnpricedRule.Hold"/>; nano-dollars.</summary>
    public long UnpricedHoldNanos { get; set; }

    public bool FromFile { get; set; }

    public DateTime CreatedAt { get; set; }

    public int Version { get; set; }
}
