namespace Bifrost.Web.AdminApi;

/// <summary>Marks a request's record that may be left out whole. It has a constructor without parameters.</summary>
#pragma warning disable CA1040 // A marker: the binder asks for it by type.
internal interface IOptionalBody;
#pragma warning restore CA1040
