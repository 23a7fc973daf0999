using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bifrost.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class RecordsOfDialects : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "dialect",
                table: "usage_records",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "dropped_params",
                table: "usage_records",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "dialect",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "dropped_params",
                table: "usage_records");
        }
    }
}
