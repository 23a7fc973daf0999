namespace Bifrost.Web.AdminApi;

/// <summary>Endpoint metadata: a query parameter that the endpoint reads. Any other one is refused by name.</summary>
internal sealed record QueryField(string Name, string Description);
