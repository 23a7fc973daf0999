using System.Collections.Frozen;
using System.Security.Claims;
using Bifrost.Domain.Identity;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace Bifrost.Web.Console;

/// <summary>The left rail: groups of pages, in the order of a working day.</summary>
internal static class Navigation
{
    private static readonly FrozenSet<string> Routes = typeof(Navigation).Assembly.GetTypes()
        .SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>())
        .Select(r => r.Template)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly NavigationEntry[] All =
    [
        new("Observe", "Overview", ConsoleUrls.Overview, "State, traffic and spend now"),
        new("Observe", "Requests", ConsoleUrls.Requests, "Every call, its route and its price"),
        new("Observe", "Refusals", ConsoleUrls.Refusals, "Why was this refused?"),
        new("Observe", "Usage", ConsoleUrls.Usage, "Spend and tokens by anything"),
        new("Observe", "Statements", ConsoleUrls.Statements, "What each customer owes, by month"),
        new("Build", "Connect", ConsoleUrls.Connect, "Snippets for your program"),
        new("Build", "Playground", ConsoleUrls.Playground, "Try a model through the gateway", ForAdmins: true),
        new("Build", "Models and prices", ConsoleUrls.ModelsAndPrices, "What can be called, and what it costs"),
        new("Govern", "Customers and teams", ConsoleUrls.CustomersAndTeams, "Who is billed"),
        new("Govern", "Virtual keys", ConsoleUrls.VirtualKeys, "Credentials for callers"),
        new("Govern", "Limits", ConsoleUrls.Limits, "Budgets near the edge; caps on models, tags, end users and providers"),
        new("Trust", "Audit", ConsoleUrls.Audit, "Who did what, and when"),
        new("Trust", "Operators", ConsoleUrls.Operators, "Who may sign in here"),
        new("System", "Providers", ConsoleUrls.Providers, "Upstreams and their keys"),
        new("System", "Alerts", ConsoleUrls.Alerts, "What happened, and who is told"),
    ];

    private static readonly NavigationEntry[] Built = [.. All.Where(e => Routes.Contains(e.Url))];

    /// <summary>The pages that this build has and this person may use.</summary>
    public static IEnumerable<NavigationEntry> For(ClaimsPrincipal user) => Built.Where(e => !e.ForAdmins || OperatorClaims.RoleOf(user) == Role.Admin);

    /// <summary>The page that an address belongs to, by its first segment; null for none.</summary>
    public static NavigationEntry? Of(string relativeUrl)
    {
        var path = "/" + relativeUrl.Split('?', '#')[0].TrimStart('/').Split('/')[0];
        return Array.Find(All, e => e.Url.Equals(path, StringComparison.OrdinalIgnoreCase));
    }
}
