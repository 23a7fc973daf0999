namespace Bifrost.Domain.Limits;

/// <summary>An entity that may own budgets and limits.</summary>
public interface ILimited
{
    Guid Id { get; }

    /// <summary>Most requests under way at once; null is no limit of its own.</summary>
    int? MaxConcurrency { get; set; }

    /// <summary>Nothing of this owner is served; its open streams end.</summary>
    bool Frozen { get; set; }

    /// <summary>The freeze (or its end) was an operator's, which the governance file does not undo without <c>--force</c>.</summary>
    bool FrozenByHand { get; set; }
}
