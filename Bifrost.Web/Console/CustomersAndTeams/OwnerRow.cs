namespace Bifrost.Web.Console.CustomersAndTeams;

/// <summary>One line of the tree: a customer, or a team below its customer.</summary>
/// <param name="Customer">Of a team; null for a customer, and for a team of its own.</param>
/// <param name="Models">Null: no restriction of its own.</param>
/// <param name="Keys">Not revoked; of a customer its own and those of its teams.</param>
public sealed record OwnerRow(
    OwnerKind Kind,
    Guid Id,
    string Name,
    string? Customer,
    IReadOnlyList<string>? Models,
    int Keys,
    bool FromFile,
    DateTime? DisabledAt,
    int Version,
    bool Frozen,
    int? MaxConcurrency);
