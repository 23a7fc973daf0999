namespace Bifrost.Web.Hosting;

/// <summary>The process cannot start as it is set; the message names the setting and the mend.</summary>
internal sealed class SettingsException(string message) : Exception(message);
