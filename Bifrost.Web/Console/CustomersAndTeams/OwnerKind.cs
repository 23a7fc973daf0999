namespace Bifrost.Web.Console.CustomersAndTeams;

/// <summary>Who may own keys.</summary>
public enum OwnerKind
{
    Customer,
    Team,
}
