namespace Bifrost.Domain.Governance;

/// <summary>The kinds of governed rows. Stored as its number: append only.</summary>
public enum GovernedKind
{
    Provider = 0,
    VirtualKey = 1,
    Team = 2,
    Customer = 3,
    Price = 4,
    AdminToken = 5,
    Settings = 6,
    LimitSubject = 7,
}
