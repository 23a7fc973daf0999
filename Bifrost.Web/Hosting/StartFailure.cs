using System.Data.Common;
using System.Net.Sockets;
using Bifrost.Domain.Persistence;
using Bifrost.Gateway.Accounting;

namespace Bifrost.Web.Hosting;

/// <summary>Says in words why a start failed and what to change; null for what only a stack trace explains.</summary>
internal static class StartFailure
{
    public static string? Explain(Exception exception, BifrostSettings settings) => exception switch
    {
        SettingsException => exception.Message,
        JournalLockedException => exception.Message,
        NodeInUseException => $"{exception.Message} Is the data folder {settings.DataFolder} a copy of that node's? Give this one an empty folder of its own (--data, BIFROST_DATA), or stop the other process.",
        WrongMasterKeyException => $"The master key ({KeySource(settings)}) does not open the database {settings.Database.Name}: it was sealed under another one. Give this node that key (BIFROST_MASTER_KEY or --master-key-file).",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => $"{Ports(settings)} is taken by another process. Choose another address with --urls http://localhost:PORT (BIFROST_URLS).",
        IOException { InnerException: SocketException } => $"Cannot listen on {Ports(settings)}: {exception.InnerException!.Message}. Choose another address with --urls (BIFROST_URLS).",
        SocketException => $"Cannot listen on {Ports(settings)}: {exception.Message}. Choose another address with --urls (BIFROST_URLS).",
        DbException => $"The database {settings.Database.Name} cannot be opened (--database, BIFROST_DATABASE): {exception.Message}",
        UnauthorizedAccessException => $"The data folder {settings.DataFolder} (--data, BIFROST_DATA) cannot be written: {exception.Message}",
        IOException => $"Cannot start: {exception.Message}",
        _ => null,
    };

    private static string KeySource(BifrostSettings settings) => settings.MasterKey is null ? "from the data folder" : "as given";

    private static string Ports(BifrostSettings settings) => string.Join(", ", settings.Urls.Select(x => x.Authority));
}
